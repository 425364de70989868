CREATE TABLE telephony (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    webhook_sealed bytea,
    hook_n         integer NOT NULL DEFAULT 0,
    hook_hash      bytea,
    heard_at       timestamptz,
    changed_by     uuid NOT NULL,
    changed_at     timestamptz NOT NULL,
    PRIMARY KEY (dealership_id),
    FOREIGN KEY (dealership_id, changed_by) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE telephony IS 'The telephony provider of the house: how it is asked for a call, and where it tells of a missed one. personal: ids. retention: for ever.';
COMMENT ON COLUMN telephony.webhook_sealed IS 'Address, headers and body of the request for a call, sealed: they hold the provider''s keys. NULL: no rung rings a phone.';
COMMENT ON COLUMN telephony.hook_n IS 'Which of the addresses made so far takes missed calls; its secret is made from it and the master key.';
COMMENT ON COLUMN telephony.hook_hash IS 'Of the address that takes missed calls; NULL: none does.';
COMMENT ON COLUMN telephony.heard_at IS 'When the provider last told of a call.';

CREATE TABLE staff_phones (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    phone          text COLLATE "C" NOT NULL CHECK (phone ~ '^\+[0-9]{6,15}$'),
    changed_by     uuid NOT NULL,
    changed_at     timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, person_id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id),
    FOREIGN KEY (dealership_id, changed_by) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE staff_phones IS 'The number on which a colleague is rung when their turn on the ladder comes. personal: staff. retention: as long as they work here.';

ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check
    CHECK (kind IN ('text', 'photo', 'voice', 'document', 'location', 'contact', 'other', 'call')) NOT VALID;

ALTER TABLE ladder_calls DROP CONSTRAINT ladder_calls_urgency_check;
ALTER TABLE ladder_calls ADD CONSTRAINT ladder_calls_urgency_check
    CHECK (urgency IN ('now', 'soon', 'can_wait'));

ALTER TABLE watches ADD COLUMN soon_at timestamptz;
COMMENT ON COLUMN watches.soon_at IS 'Since when it is needed before the promised time: who is here sees it, nobody is woken.';

ALTER TABLE schedules ADD COLUMN own_week boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN schedules.own_week IS 'False: only dates differ; the week is the house''s, whatever it becomes.';
