CREATE TABLE message_parts (
    dealership_id uuid NOT NULL,
    source_key    text COLLATE "C" NOT NULL,
    message_id    uuid NOT NULL,
    n             smallint NOT NULL CHECK (n > 0),
    text          text NOT NULL,
    PRIMARY KEY (dealership_id, source_key),
    UNIQUE (dealership_id, message_id, n),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id)
);
COMMENT ON TABLE message_parts IS 'What a channel brought as several messages and is one, such as an album: its own key first, then each further part with its words. personal: yes. retention: until erasure.';
