ALTER TABLE sessions ADD COLUMN device text COLLATE "C";
ALTER TABLE sessions ADD COLUMN ended_how text COLLATE "C" CHECK (ended_how IN ('here', 'elsewhere', 'wipe'));
ALTER TABLE sessions ADD COLUMN emptied_at timestamptz;
COMMENT ON COLUMN sessions.device IS 'Browser and system by name, as its person knows it again; NULL where nothing was said.';
COMMENT ON COLUMN sessions.ended_how IS 'Signed out there, from another device, or wiped from another device; NULL while it stands and for whoever was put out.';
COMMENT ON COLUMN sessions.emptied_at IS 'When the wiped phone said that nothing is left on it.';

ALTER TABLE sign_in_links ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'link' CHECK (kind IN ('link', 'code', 'passkey'));
COMMENT ON COLUMN sign_in_links.kind IS 'A link, a code to type, or the spent question that a passkey answered.';

CREATE TABLE passkeys (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    person_id      uuid NOT NULL,
    credential_id  bytea NOT NULL,
    public_key     bytea NOT NULL,
    sign_count     bigint NOT NULL,
    device         text COLLATE "C",
    made_at        timestamptz NOT NULL,
    used_at        timestamptz,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, credential_id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX passkeys_of_person ON passkeys (dealership_id, person_id);
COMMENT ON TABLE passkeys IS 'Public halves of the passkeys by which a person signs in. personal: staff. retention: until the person removes it or leaves.';
