ALTER TABLE promises ADD COLUMN new_by_at timestamptz;
COMMENT ON COLUMN promises.new_by_at IS 'The later time the client was told before by_at passed. Whether it was kept is judged by by_at.';

CREATE TABLE watches (
    dealership_id  uuid NOT NULL,
    promise_id     uuid NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'over')),
    due_at         timestamptz NOT NULL,
    lease_until    timestamptz,
    attempts       integer NOT NULL DEFAULT 0,
    tell_at        timestamptz,
    here_until     timestamptz NOT NULL,
    urgent_at      timestamptz,
    called         integer NOT NULL DEFAULT 0,
    call_at        timestamptz,
    PRIMARY KEY (dealership_id, promise_id),
    FOREIGN KEY (dealership_id, promise_id) REFERENCES promises (dealership_id, id)
);
COMMENT ON TABLE watches IS 'What is still to be done about an open promise, and when it is next looked at: to tell the client, to hand it to who comes next, to say a new time, to call the ladder. personal: ids. retention: with the promise.';
COMMENT ON COLUMN watches.tell_at IS 'When the client is told who answers by when; NULL: they know.';
COMMENT ON COLUMN watches.here_until IS 'When the person it names goes, and somebody else has the turn.';
COMMENT ON COLUMN watches.call_at IS 'When the next rung of the ladder is called; NULL: not yet, or not any more.';

CREATE TABLE ladder_calls (
    dealership_id  uuid NOT NULL,
    promise_id     uuid NOT NULL,
    n              integer NOT NULL,
    person_id      uuid NOT NULL,
    step           text COLLATE "C" NOT NULL CHECK (step IN ('owner', 'pair', 'duty', 'supervisor')),
    urgency        text COLLATE "C" NOT NULL CHECK (urgency IN ('now', 'can_wait')),
    woken          boolean NOT NULL,
    due_at         timestamptz NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, promise_id, n, person_id),
    FOREIGN KEY (dealership_id, promise_id) REFERENCES promises (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX ladder_calls_of_person ON ladder_calls (dealership_id, person_id, at);
COMMENT ON TABLE ladder_calls IS 'Whom the house called about a client who waits, by which rung, and whether it took them out of their rest, which is paid for. personal: staff. retention: 10 years.';
COMMENT ON COLUMN ladder_calls.due_at IS 'The minute at which the rung had its turn; `at` is when it was called in fact.';

CREATE TABLE stand_ins (
    dealership_id  uuid NOT NULL,
    client_id      uuid NOT NULL,
    person_id      uuid NOT NULL,
    from_at        timestamptz NOT NULL,
    until_at       timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, client_id, person_id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX stand_ins_of_person ON stand_ins (dealership_id, person_id, until_at);
CREATE INDEX stand_ins_over ON stand_ins (dealership_id, until_at);
COMMENT ON TABLE stand_ins IS 'Who sees and answers a colleague''s client for a while, because a promise named them. The owner stays. personal: client, staff. retention: until it is over.';
