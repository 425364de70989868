CREATE TABLE repeats (
    dealership_id  uuid NOT NULL,
    message_id     uuid NOT NULL,
    how            text COLLATE "C" NOT NULL CHECK (how IN ('told', 'asked')),
    client_id      uuid NOT NULL,
    question_id    uuid,
    person_id      uuid,
    facts          text[] COLLATE "C" NOT NULL DEFAULT '{}',
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, message_id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX repeats_in_time ON repeats (dealership_id, at);
COMMENT ON TABLE repeats IS 'A client was asked what the house knows already: by the message that says so, theirs (told) or ours (asked). personal: client, staff. retention: with the messages.';
COMMENT ON COLUMN repeats.question_id IS 'Our message that asked; NULL: the client says so, and nobody had written before.';
COMMENT ON COLUMN repeats.facts IS 'Which facts the card held, where our own phone saw it: codes, no values.';

CREATE INDEX promises_in_time ON promises (dealership_id, person_id, made_at);

CREATE TABLE burst_marks (
    dealership_id  uuid NOT NULL,
    message_id     uuid NOT NULL,
    urgent         boolean NOT NULL,
    made_by        uuid NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, message_id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES bursts (dealership_id, message_id),
    FOREIGN KEY (dealership_id, made_by) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE burst_marks IS 'What somebody who looks after the house says of a judged burst: it was urgent, or it was not. The last word holds. personal: staff. retention: with the messages.';
CREATE INDEX bursts_judged ON bursts (dealership_id, judged_at) WHERE judged_at IS NOT NULL;
