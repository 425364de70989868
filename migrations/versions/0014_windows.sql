CREATE TABLE windows (
    dealership_id     uuid NOT NULL,
    id                uuid NOT NULL,
    token_hash        bytea NOT NULL,
    client_id         uuid NOT NULL,
    contact_point_id  uuid NOT NULL,
    opened_at         timestamptz NOT NULL,
    seen_at           timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    ended_at          timestamptz,
    endpoint          text COLLATE "C",
    p256dh            bytea CHECK (octet_length(p256dh) = 65),
    auth              bytea CHECK (octet_length(auth) = 16),
    key_id            text COLLATE "C",
    shown_at          timestamptz,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, token_hash),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, contact_point_id) REFERENCES contact_points (dealership_id, id),
    CHECK (num_nulls(endpoint, p256dh, auth, key_id) IN (0, 4))
);
CREATE INDEX windows_of_client ON windows (dealership_id, client_id, seen_at);
CREATE INDEX windows_by_endpoint ON windows (dealership_id, endpoint) WHERE endpoint IS NOT NULL;
COMMENT ON TABLE windows IS 'A browser in which a client reads and writes their own talk: its cookie as a hash, and where it gets pushes if it wants any. personal: yes. retention: 90 days after it ended or was last used.';

ALTER TABLE feeds DROP CONSTRAINT feeds_kind_check;
ALTER TABLE feeds ADD CONSTRAINT feeds_kind_check CHECK (kind IN ('book', 'person', 'lobby', 'case', 'house', 'window'));
