CREATE TABLE chains (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    client_id uuid NOT NULL,
    purpose text COLLATE "C" NOT NULL
        CHECK (purpose IN ('reply', 'promise', 'announcement', 'reminder', 'survey', 'campaign')),
    state text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'asking', 'calling', 'over')),
    due_at timestamptz,
    yes smallint NOT NULL DEFAULT 0,
    asked_at timestamptz,
    offer text COLLATE "C",
    called_at timestamptz,
    call_at timestamptz,
    ended_at timestamptz,
    because text COLLATE "C",
    PRIMARY KEY (dealership_id, message_id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    CHECK ((state = 'over') = (ended_at IS NOT NULL)),
    CHECK ((state = 'over') = (because IS NOT NULL)),
    CHECK ((called_at IS NULL) = (call_at IS NULL)),
    CHECK (due_at IS NULL OR state = 'open')
);
CREATE INDEX chains_due ON chains (dealership_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX chains_of_client ON chains (dealership_id, client_id) WHERE state <> 'over';
CREATE INDEX asks_of_message ON asks (dealership_id, message_id);
COMMENT ON TABLE chains IS 'How far the house goes for a text to reach its client: when it looks again, what it asked, how it ended. personal: yes. retention: until erasure of the client.';
COMMENT ON COLUMN chains.yes IS 'Up to which attempt a person said that it goes on although the text may have arrived.';
COMMENT ON COLUMN chains.offer IS 'The channel a person was asked about; NULL where only a call is left.';
COMMENT ON COLUMN chains.call_at IS 'The first good hour of the client at which the manager may call.';
