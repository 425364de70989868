ALTER TABLE windows ADD COLUMN ended_by uuid;
COMMENT ON COLUMN windows.ended_by IS 'Who of the house ended it, for a phone that was lost; NULL where the client did.';
