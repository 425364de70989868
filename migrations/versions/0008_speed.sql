-- The end of the VIN of the car that the line shows, for the search on the phone.
ALTER TABLE book_lines ADD COLUMN vin_tail text COLLATE "C";

-- A supervisor's screens begin at the top of the house: its names in order, its talks latest first.
-- The bound that every name keeps is for the planner: without statistics it took this index for the book of one
-- manager and read the whole house, so only who names the bound gets it.
CREATE INDEX clients_by_name ON clients (dealership_id, name_key, id) WHERE archived_at IS NULL AND name_key >= '';
CREATE INDEX threads_latest ON threads (dealership_id, last_at DESC NULLS LAST, id) WHERE merged_into IS NULL AND last_seq > 0;
