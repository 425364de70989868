CREATE TABLE transfers (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    id             uuid NOT NULL,
    from_id        uuid NOT NULL,
    to_id          uuid NOT NULL,
    whole_book     boolean NOT NULL,
    clients        integer NOT NULL,
    announced      boolean NOT NULL,
    over_capacity  boolean NOT NULL,
    made_at        timestamptz NOT NULL,
    made_by        uuid NOT NULL,
    undone_at      timestamptz,
    undone_by      uuid,
    PRIMARY KEY (dealership_id, id),
    CHECK (from_id <> to_id),
    FOREIGN KEY (dealership_id, from_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, to_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX transfers_latest ON transfers (dealership_id, made_at);
COMMENT ON TABLE transfers IS 'Each passing of clients from one manager to another; it can be undone for 24 hours. personal: staff ids. retention: 10 years.';

CREATE TABLE transfer_clients (
    dealership_id  uuid NOT NULL,
    transfer_id    uuid NOT NULL,
    client_id      uuid NOT NULL,
    from_at        timestamptz NOT NULL,
    message_id     uuid,
    second_id      uuid,
    returned_at    timestamptz,
    PRIMARY KEY (dealership_id, transfer_id, client_id),
    FOREIGN KEY (dealership_id, transfer_id) REFERENCES transfers (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX transfer_clients_of_client ON transfer_clients (dealership_id, client_id);
COMMENT ON TABLE transfer_clients IS 'Which clients a transfer moved, by which row of their owner history, what each was told of it, and of its undoing. personal: ids only. retention: 10 years.';

ALTER TABLE book_lines ADD COLUMN untold_since timestamptz;

ALTER TABLE deliveries DROP CONSTRAINT deliveries_lane_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_lane_check
    CHECK (lane IN ('reply', 'promise', 'announcement', 'reminder', 'campaign'));
