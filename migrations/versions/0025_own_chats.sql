CREATE TABLE own_accounts (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    bot_id         uuid NOT NULL,
    person_id      uuid NOT NULL,
    user_id        bigint NOT NULL,
    connection     text COLLATE "C" NOT NULL,
    enabled        boolean NOT NULL,
    can_reply      boolean NOT NULL,
    changed_at     timestamptz NOT NULL,
    stopped_at     timestamptz,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, bot_id, person_id),
    FOREIGN KEY (dealership_id, bot_id) REFERENCES bots (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE own_accounts IS 'A manager''s own messenger account as it is connected: by the messenger''s word, stopped by either side; it counts while it is the account they showed to be theirs. personal: staff. retention: while the person works here.';
COMMENT ON COLUMN own_accounts.changed_at IS 'When the messenger last said how the connection is.';
COMMENT ON COLUMN own_accounts.stopped_at IS 'Since when the house neither listens nor writes there, whatever the messenger says.';

CREATE TABLE own_chats (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    client_id      uuid NOT NULL,
    listed_at      timestamptz NOT NULL,
    ended_at       timestamptz,
    address_id     uuid,
    until_at       timestamptz,
    PRIMARY KEY (dealership_id, person_id, client_id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, address_id) REFERENCES addresses (dealership_id, id)
);
CREATE INDEX own_chats_of_client ON own_chats (dealership_id, client_id) WHERE ended_at IS NULL;
COMMENT ON TABLE own_chats IS 'Which clients a manager lets in from the own account; no other chat of it is ever stored. personal: yes. retention: until erasure of the client.';
COMMENT ON COLUMN own_chats.until_at IS 'How long the manager may answer there: the channel counts from the client''s last word.';

ALTER TABLE addresses ADD COLUMN person_id uuid;
ALTER TABLE addresses DROP CONSTRAINT addresses_of_one;
ALTER TABLE addresses ADD CONSTRAINT addresses_of_one CHECK (num_nonnulls(contact_point_id, device_id, person_id) = 1);
COMMENT ON COLUMN addresses.person_id IS 'Set instead of a contact point where it is a chat of this person''s own account: nobody else writes there, nor does the house by itself.';

ALTER TABLE bots ADD COLUMN turned_away bigint NOT NULL DEFAULT 0 CHECK (turned_away >= 0);
COMMENT ON COLUMN bots.turned_away IS 'How many connections of accounts came that nobody here had proved: nothing else is kept of them.';
