CREATE TABLE staff_links (
    dealership_id  uuid NOT NULL,
    token_hash     bytea NOT NULL,
    person_id      uuid NOT NULL,
    made_at        timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    used_at        timestamptz,
    PRIMARY KEY (dealership_id, token_hash),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX staff_links_of_person ON staff_links (dealership_id, person_id);
COMMENT ON TABLE staff_links IS 'One-time links by which a person says which messenger account is theirs, by hash. personal: staff. retention: 90 days.';

CREATE TABLE staff_accounts (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    channel        text COLLATE "C" NOT NULL,
    handle         text COLLATE "C" NOT NULL,
    shown_name     text,
    address_id     uuid NOT NULL,
    linked_at      timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, person_id, channel),
    UNIQUE (dealership_id, channel, handle),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, address_id) REFERENCES addresses (dealership_id, id)
);
COMMENT ON TABLE staff_accounts IS 'The messenger account a person showed to be theirs from their own signed-in phone, and where it is reached. personal: staff. retention: until the person unlinks it or leaves.';
