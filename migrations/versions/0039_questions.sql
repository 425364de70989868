CREATE TABLE questions (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    trade          text COLLATE "C" NOT NULL CHECK (trade IN ('credit', 'service', 'trade_in', 'insurance', 'accessories')),
    asked_by       uuid NOT NULL,
    words          text NOT NULL,
    asked_at       timestamptz NOT NULL,
    by_at          timestamptz NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'withdrawn')),
    due_at         timestamptz,
    called         smallint NOT NULL DEFAULT 0,
    answer         text,
    answered_by    uuid,
    settled_at     timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, asked_by) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, answered_by) REFERENCES persons (dealership_id, id),
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK ((state = 'answered') = (answer IS NOT NULL)),
    CHECK ((answer IS NULL) = (answered_by IS NULL))
);
CREATE INDEX questions_of_client ON questions (dealership_id, client_id, asked_at);
CREATE INDEX questions_open ON questions (dealership_id, trade, by_at) WHERE state = 'open';
CREATE INDEX questions_due ON questions (dealership_id, due_at) WHERE state = 'open';
CREATE INDEX questions_answered_by ON questions (dealership_id, answered_by, settled_at) WHERE state = 'answered';
COMMENT ON TABLE questions IS 'One question about a client to the people of a trade, with the time by which it is to be answered; the answer is for the owner to send. personal: client, staff, words. retention: until erasure.';
COMMENT ON COLUMN questions.due_at IS 'When somebody is next called about it; NULL: nobody more.';
