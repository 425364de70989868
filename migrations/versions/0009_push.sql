CREATE TABLE devices (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    person_id      uuid NOT NULL,
    session_id     uuid NOT NULL,
    endpoint       text COLLATE "C" NOT NULL,
    p256dh         bytea NOT NULL CHECK (octet_length(p256dh) = 65),
    auth           bytea NOT NULL CHECK (octet_length(auth) = 16),
    key_id         text COLLATE "C" NOT NULL,
    subscribed_at  timestamptz NOT NULL,
    seen_at        timestamptz NOT NULL,
    shown_at       timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX devices_of_person ON devices (dealership_id, person_id, seen_at);
CREATE INDEX devices_of_session ON devices (dealership_id, session_id);
COMMENT ON TABLE devices IS 'A browser in which a person gets pushes: its subscription, and when one was last shown there. personal: staff. retention: while the session stands.';

ALTER TABLE addresses ALTER COLUMN contact_point_id DROP NOT NULL;
ALTER TABLE addresses ADD COLUMN device_id uuid;
ALTER TABLE addresses ADD CONSTRAINT addresses_of_one CHECK (num_nonnulls(contact_point_id, device_id) = 1);
CREATE INDEX addresses_of_device ON addresses (dealership_id, device_id) WHERE device_id IS NOT NULL;
COMMENT ON TABLE addresses IS 'Where a contact point or a device of ours can be reached through one account of ours, for which purposes, and whether it is stopped. personal: yes. retention: until erasure of the client; of a device, while the person works here.';

ALTER TABLE deliveries ADD COLUMN until_at timestamptz;
CREATE INDEX deliveries_pushed ON deliveries (dealership_id, settled_at) WHERE thing_kind = 'push';
