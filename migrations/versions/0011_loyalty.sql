CREATE TABLE complaints (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    words          text NOT NULL,
    made_at        timestamptz NOT NULL,
    made_by        uuid NOT NULL,
    due_at         timestamptz NOT NULL,
    closed_at      timestamptz,
    closed_by      uuid,
    closing        text,
    solved_at      timestamptz,
    reopened_at    timestamptz,
    withdrawn_at   timestamptz,
    PRIMARY KEY (dealership_id, id),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK (solved_at IS NULL OR closed_at IS NOT NULL),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, made_by) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, closed_by) REFERENCES persons (dealership_id, id)
);
CREATE INDEX complaints_of_client ON complaints (dealership_id, client_id, made_at);
CREATE INDEX complaints_open ON complaints (dealership_id, made_at) WHERE solved_at IS NULL AND withdrawn_at IS NULL;
COMMENT ON TABLE complaints IS 'What a client is unhappy with, who wrote it down, who says it is mended, and whether the client agrees. personal: yes. retention: until erasure of the client.';

CREATE TABLE surveys (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    visit_id       uuid NOT NULL,
    instrument     text COLLATE "C" NOT NULL CHECK (instrument IN ('nps', 'csat', 'ces')),
    visited_at     timestamptz NOT NULL,
    asked_at       timestamptz,
    skipped        text COLLATE "C" CHECK (skipped IN ('unreachable', 'recent', 'year', 'low_mark', 'complaint')),
    answered_at    timestamptz,
    mark           smallint CHECK (mark BETWEEN 0 AND 10),
    reader         text COLLATE "C" CHECK (reader IN ('owner', 'supervisor')),
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, visit_id),
    CHECK ((asked_at IS NULL) <> (skipped IS NULL)),
    CHECK (mark IS NULL OR answered_at IS NOT NULL),
    FOREIGN KEY (dealership_id, visit_id) REFERENCES service_visits (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX surveys_of_client ON surveys (dealership_id, client_id, asked_at);
COMMENT ON TABLE surveys IS 'Each visit after which a client was asked, or why not, and the mark they gave. personal: yes. retention: until erasure of the client.';

CREATE TABLE evidence (
    dealership_id  uuid NOT NULL,
    client_id      uuid NOT NULL,
    subject_id     uuid NOT NULL,
    topic          text COLLATE "C" NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    component      text COLLATE "C" NOT NULL
                   CHECK (component IN ('said', 'did', 'friction', 'complaint', 'care')),
    at             timestamptz NOT NULL,
    weight         double precision NOT NULL CHECK (weight BETWEEN 0 AND 10),
    value          double precision NOT NULL CHECK (value BETWEEN 0 AND 1),
    nps            smallint CHECK (nps BETWEEN 0 AND 10),
    news_at        timestamptz NOT NULL,
    entry_id       uuid NOT NULL,
    PRIMARY KEY (dealership_id, subject_id, topic),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX evidence_of_client ON evidence (dealership_id, client_id, component, at);
COMMENT ON TABLE evidence IS 'What the journal says for and against each client''s loyalty, by its latest entry. personal: ids and numbers. retention: until erasure of the client; made again from the journal.';

CREATE TABLE scores (
    dealership_id    uuid NOT NULL,
    client_id        uuid NOT NULL,
    said_weight      numeric NOT NULL DEFAULT 0,
    said_value       numeric NOT NULL DEFAULT 0,
    did_weight       numeric NOT NULL DEFAULT 0,
    did_value        numeric NOT NULL DEFAULT 0,
    friction         numeric NOT NULL DEFAULT 0,
    care_weight      numeric NOT NULL DEFAULT 0,
    care_value       numeric NOT NULL DEFAULT 0,
    complaints       integer NOT NULL DEFAULT 0,
    act_at           timestamptz,
    nps_at           timestamptz,
    nps              smallint,
    as_of            timestamptz NOT NULL,
    weights_version  smallint NOT NULL,
    score            double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
    coverage         double precision NOT NULL,
    status           text COLLATE "C" NOT NULL CHECK (status IN ('loyal', 'warm', 'unproven', 'at_risk')),
    care             double precision,
    lost_said             double precision NOT NULL DEFAULT 0,
    lost_did              double precision NOT NULL DEFAULT 0,
    lost_friction         double precision NOT NULL DEFAULT 0,
    lost_complaint        double precision NOT NULL DEFAULT 0,
    lost_said_unknown     double precision NOT NULL DEFAULT 0,
    lost_did_unknown      double precision NOT NULL DEFAULT 0,
    lost_silence          double precision NOT NULL DEFAULT 0,
    lost_red_line         double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (dealership_id, client_id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
) WITH (fillfactor = 70);
CREATE INDEX scores_by_age ON scores (dealership_id, as_of);
COMMENT ON TABLE scores IS 'Each client''s evidence summed up, and the index made of it at `as_of`, with the points lost by each part. personal: ids and numbers. retention: until erasure of the client; made again from the journal.';

CREATE TABLE score_days (
    dealership_id    uuid NOT NULL,
    client_id        uuid NOT NULL,
    on_date          date NOT NULL,
    score            smallint NOT NULL,
    coverage         smallint NOT NULL,
    status           text COLLATE "C" NOT NULL,
    weights_version  smallint NOT NULL,
    PRIMARY KEY (dealership_id, client_id, on_date),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
COMMENT ON TABLE score_days IS 'The days on which a client''s score or status became another one; never rewritten. personal: ids and numbers. retention: until erasure of the client.';

CREATE TABLE book_days (
    dealership_id    uuid NOT NULL,
    owner_id         uuid NOT NULL,
    on_date          date NOT NULL,
    loyal            integer NOT NULL,
    warm             integer NOT NULL,
    unproven         integer NOT NULL,
    at_risk          integer NOT NULL,
    out_of_hand      integer NOT NULL,
    excluded         integer NOT NULL,
    score_mean       double precision,
    care_mean        double precision,
    weights_version  smallint NOT NULL,
    PRIMARY KEY (dealership_id, owner_id, on_date),
    FOREIGN KEY (dealership_id, owner_id) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE book_days IS 'How loyal each manager''s clients were on each day; never rewritten. personal: staff ids. retention: 10 years.';

-- When a promised time had passed with the client still waiting.
ALTER TABLE promises ADD COLUMN missed_at timestamptz;
