ALTER TABLE due_events DROP CONSTRAINT due_events_dealership_id_car_id_kind_since_on_key;
ALTER TABLE due_events ADD UNIQUE (dealership_id, car_id, client_id, kind, since_on);
COMMENT ON TABLE due_events IS 'What the clock of ownership said was coming: once per car, who has it, kind and the day it is counted from. personal: ids only. retention: as the car.';

ALTER TABLE surveys DROP CONSTRAINT surveys_skipped_check;
ALTER TABLE surveys ADD CONSTRAINT surveys_skipped_check
    CHECK (skipped IN ('unreachable', 'recent', 'year', 'low_mark', 'complaint', 'refused'));
