CREATE TABLE alerts (
    dealership_id  uuid NOT NULL,
    promise_id     uuid NOT NULL,
    message_id     uuid NOT NULL,
    rung           smallint NOT NULL DEFAULT 0 CHECK (rung BETWEEN 0 AND 2),
    state          text COLLATE "C" NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'over')),
    due_at         timestamptz NOT NULL,
    lease_until    timestamptz,
    attempts       integer NOT NULL DEFAULT 0,
    because        text COLLATE "C",
    PRIMARY KEY (dealership_id, promise_id),
    FOREIGN KEY (dealership_id, promise_id) REFERENCES promises (dealership_id, id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id),
    CHECK ((state = 'over') = (because IS NOT NULL))
);
COMMENT ON TABLE alerts IS 'How far the house went to have a waiting client noticed by its own people: when it looks again, whom it told, why it stopped. personal: ids. retention: 30 days.';
COMMENT ON COLUMN alerts.rung IS '0: the push alone; 1: the person''s own messenger; 2: the supervisors.';
CREATE INDEX deliveries_to_staff ON deliveries (dealership_id, settled_at) WHERE thing_kind IN ('alert', 'staff');
