ALTER TABLE due_events DROP CONSTRAINT due_events_state_check;
ALTER TABLE due_events ADD CONSTRAINT due_events_state_check CHECK (state IN
    ('raised', 'later', 'booking', 'handled', 'done', 'elsewhere', 'not_theirs', 'skipped', 'missed'));
COMMENT ON TABLE due_events IS 'What the clock of ownership said was coming: once per car, who has it, kind and the day it is counted from (that of the last service, or the day one was expected of which nobody knows). personal: ids only. retention: as the car.';
