CREATE TABLE card_changes (
    dealership_id  uuid NOT NULL,
    client_id      uuid NOT NULL,
    field          text COLLATE "C" NOT NULL,
    at             timestamptz NOT NULL,
    id             uuid NOT NULL,
    before         text,
    after          text,
    who_id         uuid,
    PRIMARY KEY (dealership_id, client_id, field, at, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
COMMENT ON TABLE card_changes IS 'The history of each field of a card. personal: yes. retention: until erasure of the client.';

ALTER TABLE clients DROP COLUMN version;

ALTER TABLE contact_points ADD COLUMN label text COLLATE "C" CHECK (label IN ('own', 'family', 'company'));
ALTER TABLE contact_points ADD COLUMN ended_by uuid;
CREATE INDEX contact_points_shared ON contact_points (dealership_id, phone)
    WHERE phone IS NOT NULL AND NOT identifies AND ended_at IS NULL;
CREATE UNIQUE INDEX contact_points_once ON contact_points (dealership_id, client_id, phone)
    WHERE client_id IS NOT NULL AND phone IS NOT NULL AND ended_at IS NULL;

CREATE TABLE households (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    id             uuid NOT NULL,
    made_at        timestamptz NOT NULL,
    made_by        uuid,
    PRIMARY KEY (dealership_id, id)
);
COMMENT ON TABLE households IS 'Clients who share a life and often a car. personal: ids only. retention: as its members.';

CREATE TABLE household_members (
    dealership_id  uuid NOT NULL,
    household_id   uuid NOT NULL,
    client_id      uuid NOT NULL,
    role           text COLLATE "C" NOT NULL CHECK (role IN ('partner', 'parent', 'child', 'relative', 'driver', 'payer', 'head')),
    from_at        timestamptz NOT NULL,
    added_by       uuid,
    until_at       timestamptz,
    ended_by       uuid,
    PRIMARY KEY (dealership_id, household_id, client_id, from_at),
    FOREIGN KEY (dealership_id, household_id) REFERENCES households (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE UNIQUE INDEX household_of_client ON household_members (dealership_id, client_id) WHERE until_at IS NULL;
COMMENT ON TABLE household_members IS 'Who belongs to a household in which role, from when to when. personal: yes. retention: until erasure of the client.';
