CREATE TABLE returns (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    person_id      uuid NOT NULL,
    asked_at       timestamptz NOT NULL,
    words          text,
    answered_at    timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    CHECK ((words IS NULL) = (answered_at IS NULL))
);
CREATE INDEX returns_of_client ON returns (dealership_id, client_id, asked_at);
CREATE INDEX returns_unanswered ON returns (dealership_id, client_id, person_id) WHERE answered_at IS NULL;
COMMENT ON TABLE returns IS 'What whoever stood in hands back to the owner of a client: asked when it is over, in their own words. personal: client, staff, words. retention: until erasure.';

CREATE TABLE substitutions (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    owner_id       uuid NOT NULL,
    person_id      uuid NOT NULL,
    by_id          uuid NOT NULL,
    from_at        timestamptz NOT NULL,
    until_at       timestamptz NOT NULL,
    made_at        timestamptz NOT NULL,
    begun_at       timestamptz,
    ended_at       timestamptz,
    ended_by       uuid,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, owner_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, by_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, ended_by) REFERENCES persons (dealership_id, id),
    CHECK (owner_id <> person_id),
    CHECK (from_at <= until_at)
);
CREATE INDEX substitutions_until ON substitutions (dealership_id, until_at);
CREATE INDEX substitutions_unfinished ON substitutions (dealership_id, from_at) WHERE ended_at IS NULL;
COMMENT ON TABLE substitutions IS 'Who looks after a colleague''s clients from when until when, agreed by both. The owner stays. personal: staff. retention: 400 days.';
COMMENT ON COLUMN substitutions.until_at IS 'Cut to the moment at which somebody ended it before its time.';

ALTER TABLE coverage_requests DROP CONSTRAINT coverage_requests_kind_check;
ALTER TABLE coverage_requests ADD CONSTRAINT coverage_requests_kind_check
    CHECK (kind IN ('pair', 'days', 'substitution'));
ALTER TABLE coverage_requests ADD COLUMN warned_at timestamptz;
COMMENT ON COLUMN coverage_requests.warned_at IS 'When people were told that nobody has answered it yet.';
ALTER TABLE ladder_calls DROP CONSTRAINT ladder_calls_step_check;
ALTER TABLE ladder_calls ADD CONSTRAINT ladder_calls_step_check
    CHECK (step IN ('substitute', 'owner', 'pair', 'duty', 'supervisor'));
