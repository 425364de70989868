CREATE TABLE remote_ids (
    dealership_id uuid NOT NULL,
    address_id    uuid NOT NULL,
    remote_id     text COLLATE "C" NOT NULL,
    thing_id      uuid NOT NULL,
    PRIMARY KEY (dealership_id, address_id, remote_id),
    FOREIGN KEY (dealership_id, address_id) REFERENCES addresses (dealership_id, id)
);
COMMENT ON TABLE remote_ids IS 'What a channel calls the further pictures of an album that left as one delivery. personal: ids. retention: until erasure.';

CREATE TABLE former_files (
    dealership_id uuid NOT NULL,
    message_id    uuid NOT NULL,
    n             smallint NOT NULL,
    file_id       uuid NOT NULL,
    replaced_at   timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, message_id, n, file_id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id),
    FOREIGN KEY (dealership_id, file_id) REFERENCES files (dealership_id, id)
);
CREATE INDEX former_files_of_file ON former_files (dealership_id, file_id);
COMMENT ON TABLE former_files IS 'What stood in a place of a message before it was replaced by its sender. personal: ids. retention: until erasure.';
