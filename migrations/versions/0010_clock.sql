-- Questions with one-tap answers.

CREATE TABLE asks (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    thread_id      uuid NOT NULL,
    message_id     uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    subject_id     uuid NOT NULL,
    options        jsonb NOT NULL,
    asked_at       timestamptz NOT NULL,
    until_at       timestamptz,
    answered_at    timestamptz,
    answer         text COLLATE "C",
    answered_by    uuid,
    PRIMARY KEY (dealership_id, id),
    CHECK ((answered_at IS NULL) = (answer IS NULL)),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, thread_id) REFERENCES threads (dealership_id, id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id)
);
CREATE INDEX asks_open ON asks (dealership_id, client_id, asked_at) WHERE answered_at IS NULL;
CREATE INDEX asks_of_subject ON asks (dealership_id, subject_id, asked_at);
COMMENT ON TABLE asks IS 'A question to a client with the answers it offers, and the one that counts. personal: yes. retention: until erasure of the client.';

ALTER TABLE book_lines ADD COLUMN complaint_since timestamptz;

-- The clock of ownership.

CREATE TABLE service_visits (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    car_id         uuid NOT NULL,
    client_id      uuid,
    at             timestamptz NOT NULL,
    kind           text COLLATE "C" NOT NULL DEFAULT 'service' CHECK (kind IN ('service', 'repair')),
    place          text COLLATE "C" NOT NULL CHECK (place IN ('here', 'elsewhere')),
    source         text COLLATE "C" NOT NULL CHECK (source IN ('import', 'manager', 'client')),
    km             integer CHECK (km BETWEEN 0 AND 2000000),
    words          text,
    made_at        timestamptz NOT NULL,
    made_by        uuid,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, car_id) REFERENCES cars (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX service_visits_of_car ON service_visits (dealership_id, car_id, at);
CREATE INDEX service_visits_of_client ON service_visits (dealership_id, client_id, at) WHERE client_id IS NOT NULL;
CREATE INDEX service_visits_in_time ON service_visits (dealership_id, at);
COMMENT ON TABLE service_visits IS 'Each time a car was at a workshop, here or elsewhere, and who says so. personal: yes. retention: as the car; without its client after erasure.';

CREATE TABLE due_events (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    car_id         uuid NOT NULL,
    client_id      uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('service')),
    since_on       date NOT NULL,
    expected_on    date NOT NULL,
    from_on        date NOT NULL,
    to_on          date NOT NULL,
    basis          jsonb NOT NULL,
    state          text COLLATE "C" NOT NULL
                   CHECK (state IN ('raised', 'later', 'booking', 'handled', 'done', 'elsewhere', 'not_theirs', 'skipped')),
    raised_at      timestamptz NOT NULL,
    remind_at      timestamptz,
    reminded_at    timestamptz,
    settled_at     timestamptz,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, car_id, kind, since_on),
    FOREIGN KEY (dealership_id, car_id) REFERENCES cars (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX due_events_to_remind ON due_events (dealership_id, remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX due_events_of_client ON due_events (dealership_id, client_id, expected_on);
COMMENT ON TABLE due_events IS 'What the clock of ownership said was coming: once per car, kind and the day it is counted from. personal: ids only. retention: as the car.';

-- A reading that a later, confirmed one contradicts: kept, but counted with no more.
ALTER TABLE odometer_readings ADD COLUMN set_aside_at timestamptz;
