CREATE TABLE snoozes (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    thread_id      uuid NOT NULL,
    person_id      uuid NOT NULL,
    made_at        timestamptz NOT NULL,
    until_at       timestamptz NOT NULL,
    ended_at       timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, thread_id) REFERENCES threads (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE UNIQUE INDEX snoozes_open ON snoozes (dealership_id, thread_id) WHERE ended_at IS NULL;
COMMENT ON TABLE snoozes IS 'A wait that a person put aside until a time; the next word of the client, an answer or a second thought ends it. personal: staff. retention: with the thread.';

CREATE TABLE drafts (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    thread_id      uuid NOT NULL,
    text           text NOT NULL,
    device_id      uuid NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, person_id, thread_id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, thread_id) REFERENCES threads (dealership_id, id)
);
COMMENT ON TABLE drafts IS 'What a person began to write to a client and has not sent, for their other devices. personal: client. retention: until sent or dropped, 30 days at most.';

CREATE TABLE templates (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    person_id      uuid,
    title          text NOT NULL,
    text           text NOT NULL,
    changed_at     timestamptz NOT NULL,
    changed_by     uuid NOT NULL,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, changed_by) REFERENCES persons (dealership_id, id)
);
CREATE INDEX templates_of_person ON templates (dealership_id, person_id);
COMMENT ON TABLE templates IS 'Texts with blanks that the card fills: the house''s own where there is no person, else that person''s. personal: staff. retention: until removed.';
