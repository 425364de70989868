CREATE TABLE schedules (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    version        integer NOT NULL CHECK (version >= 1),
    changed_by     uuid NOT NULL,
    changed_at     timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, person_id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, changed_by) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE schedules IS 'Who keeps a schedule of their own, and its version: an edit made over another one is a conflict. personal: ids. retention: while they work here.';
CREATE TABLE schedule_spans (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    n              smallint NOT NULL,
    weekday        smallint CHECK (weekday BETWEEN 0 AND 6),
    on_date        date,
    from_minute    smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    until_minute   smallint NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('work', 'duty')),
    PRIMARY KEY (dealership_id, person_id, n),
    FOREIGN KEY (dealership_id, person_id) REFERENCES schedules (dealership_id, person_id),
    CHECK ((weekday IS NULL) <> (on_date IS NULL)),
    CHECK (until_minute > from_minute AND until_minute - from_minute <= 1440)
);
COMMENT ON TABLE schedule_spans IS 'When somebody is here: minutes of the wall clock since midnight of a day of the week (0 = Monday) or of a date; past 1440 they are of the next morning. personal: ids. retention: while they work here.';
CREATE TABLE schedule_days (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    on_date        date NOT NULL,
    PRIMARY KEY (dealership_id, person_id, on_date),
    FOREIGN KEY (dealership_id, person_id) REFERENCES schedules (dealership_id, person_id)
);
COMMENT ON TABLE schedule_days IS 'Dates on which the week does not hold, but the spans of that date alone; without any the day is off. personal: ids. retention: dropped with the first change after it passed.';
CREATE TABLE absences (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    person_id      uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('leave', 'ill', 'away')),
    from_at        timestamptz NOT NULL,
    until_at       timestamptz,
    made_by        uuid NOT NULL,
    made_at        timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, made_by) REFERENCES persons (dealership_id, id),
    CHECK (until_at > from_at)
);
COMMENT ON TABLE absences IS 'Leave, illness, and what a supervisor entered for somebody who cannot; without an end until they are back. personal: absences of staff. retention: 400 days.';
CREATE INDEX absences_of_person ON absences (dealership_id, person_id, from_at);
CREATE TABLE pairs (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    with_id        uuid NOT NULL,
    since_at       timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, person_id),
    UNIQUE (dealership_id, with_id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, with_id) REFERENCES persons (dealership_id, id),
    CHECK (person_id <> with_id)
);
COMMENT ON TABLE pairs IS 'Who answers the clients of whom: two rows for a pair, one for each of them, so nobody is in two. personal: ids. retention: while the pair lasts.';
CREATE TABLE coverage_requests (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('pair', 'days')),
    person_id      uuid NOT NULL,
    by_id          uuid NOT NULL,
    asked          jsonb NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    at             timestamptz NOT NULL,
    settled_at     timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, by_id) REFERENCES persons (dealership_id, id),
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK (person_id <> by_id)
);
COMMENT ON TABLE coverage_requests IS 'What somebody asks of a colleague: to be their pair, or to have other hours on some days. personal: ids, working hours. retention: 400 days.';
COMMENT ON COLUMN coverage_requests.asked IS 'Of days: what the colleague gets, what the asker gets in turn, and what both had when it was asked.';
CREATE INDEX coverage_requests_open ON coverage_requests (dealership_id, at) WHERE state = 'open';
CREATE TABLE coverage_gaps (
    dealership_id  uuid NOT NULL,
    on_date        date NOT NULL,
    first_at       timestamptz NOT NULL,
    minutes        smallint NOT NULL CHECK (minutes BETWEEN 1 AND 1560),
    owners         uuid[] NOT NULL,
    raised_at      timestamptz NOT NULL,
    ended_at       timestamptz,
    PRIMARY KEY (dealership_id, on_date)
);
COMMENT ON TABLE coverage_gaps IS 'Days ahead with minutes in which nobody is responsible for some clients: how many, whose clients, since when the house knows. personal: ids. retention: 400 days.';
