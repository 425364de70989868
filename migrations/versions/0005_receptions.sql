CREATE TABLE receptions (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    person_id      uuid NOT NULL,
    reason         text COLLATE "C" NOT NULL CHECK (reason IN ('came', 'called', 'asked', 'other')),
    words          text,
    at             timestamptz NOT NULL,
    until_at       timestamptz NOT NULL,
    ended_at       timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX receptions_open ON receptions (dealership_id, client_id, person_id, until_at);
CREATE INDEX receptions_of_person ON receptions (dealership_id, person_id, until_at);
COMMENT ON TABLE receptions IS 'A colleague received this client at the desk and sees the card until then. personal: yes (words). retention: 3 years.';

CREATE TABLE notices (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    person_id      uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    client_id      uuid,
    words          jsonb NOT NULL,
    at             timestamptz NOT NULL,
    seen_at        timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX notices_of_person ON notices (dealership_id, person_id, at);
COMMENT ON TABLE notices IS 'What a person must learn that is no task: shown in the app until seen. personal: yes. retention: 90 days.';
