CREATE TABLE touches (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('call', 'visit', 'note')),
    direction      text COLLATE "C" CHECK (direction IN ('in', 'out')),
    outcome        text COLLATE "C" CHECK (outcome IN ('talked', 'no_answer', 'call_back', 'came', 'did_not_come')),
    words          text,
    at             timestamptz NOT NULL,
    made_by        uuid NOT NULL,
    made_at        timestamptz NOT NULL,
    next_step      text,
    next_step_at   timestamptz,
    no_step        boolean NOT NULL DEFAULT false,
    line_before    jsonb,
    answered       boolean NOT NULL DEFAULT false,
    waited_since   timestamptz,
    promise_id     uuid,
    undone_at      timestamptz,
    PRIMARY KEY (dealership_id, id),
    CHECK ((kind = 'call') = (direction IS NOT NULL)),
    CHECK (CASE kind WHEN 'call' THEN outcome IS NOT NULL AND outcome IN ('talked', 'no_answer', 'call_back')
                     WHEN 'visit' THEN outcome IS NOT NULL AND outcome IN ('came', 'did_not_come')
                     ELSE outcome IS NULL AND words IS NOT NULL END),
    CHECK (answered = (waited_since IS NOT NULL)),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, made_by) REFERENCES persons (dealership_id, id)
);
CREATE INDEX touches_of_client ON touches (dealership_id, client_id, at);
CREATE INDEX touches_of_person ON touches (dealership_id, made_by, at);
COMMENT ON TABLE touches IS 'Calls, visits and notes as people logged them, and what each changed, so that it can be undone. personal: yes. retention: until erasure of the client.';

CREATE TABLE tasks (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    person_id      uuid NOT NULL,
    client_id      uuid,
    kind           text COLLATE "C" NOT NULL,
    key            text COLLATE "C" NOT NULL,
    words          jsonb NOT NULL,
    because        jsonb,
    due_at         timestamptz NOT NULL,
    made_at        timestamptz NOT NULL,
    made_by        uuid,
    done_at        timestamptz,
    done_by        uuid,
    outcome        text COLLATE "C",
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, kind, key),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX tasks_open ON tasks (dealership_id, person_id, due_at) WHERE done_at IS NULL;
CREATE INDEX tasks_of_client ON tasks (dealership_id, client_id) WHERE done_at IS NULL;
COMMENT ON TABLE tasks IS 'What a person must do, once per kind and key. personal: yes. retention: until erasure of the client; done ones 3 years.';

ALTER TABLE book_lines ADD COLUMN no_step_at timestamptz;
ALTER TABLE book_lines ADD COLUMN met_at timestamptz;

-- The timeline shows messages among everything else in order of time.
CREATE INDEX messages_in_time ON messages (dealership_id, thread_id, at, id);
