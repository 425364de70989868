ALTER TABLE invitations ADD COLUMN id uuid;
ALTER TABLE invitations ADD COLUMN shared_at timestamptz;
ALTER TABLE invitations ADD COLUMN shared_how text COLLATE "C"
    CHECK (shared_how IN ('sms', 'share', 'copy', 'telegram', 'qr'));
ALTER TABLE invitations ADD COLUMN opened_at timestamptz;
ALTER TABLE invitations ADD COLUMN other_card_at timestamptz;
CREATE UNIQUE INDEX invitations_id ON invitations (dealership_id, id);

CREATE TABLE invitation_refusals (
    dealership_id  uuid NOT NULL,
    client_id      uuid NOT NULL,
    at             timestamptz NOT NULL,
    recorded_by    uuid,
    undone_at      timestamptz,
    PRIMARY KEY (dealership_id, client_id, at),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
COMMENT ON TABLE invitation_refusals IS 'A client would rather not be connected, each time it was said or taken back. personal: yes. retention: until erasure of the client.';
