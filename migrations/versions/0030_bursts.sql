CREATE TABLE bursts (
    dealership_id  uuid NOT NULL,
    message_id     uuid NOT NULL,
    began_at       timestamptz NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'over')),
    due_at         timestamptz NOT NULL,
    lease_until    timestamptz,
    attempts       integer NOT NULL DEFAULT 0,
    judged_at      timestamptz,
    urgency        text COLLATE "C" CHECK (urgency IN ('now', 'before', 'wait', 'thanks')),
    sure           boolean,
    outcome        text COLLATE "C",
    reasons        jsonb,
    standard       integer,
    answer         text COLLATE "C",
    PRIMARY KEY (dealership_id, message_id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id),
    CHECK ((state = 'over') = (outcome IS NOT NULL))
);
COMMENT ON TABLE bursts IS 'Messages of one client without a pause, from the first on: how urgent they were judged, by which words and which version of the signs, and what came of it. personal: the words a sign was found in. retention: with the messages.';
COMMENT ON COLUMN bursts.outcome IS 'woke, asked, or why nothing was done.';
COMMENT ON COLUMN bursts.answer IS 'What the client answered to the question whether it is urgent.';
