ALTER TABLE passkeys ADD COLUMN session_id uuid;
COMMENT ON COLUMN passkeys.session_id IS 'Where it was made: a device that is lost takes its passkeys with it. NULL of those made before this was kept.';
ALTER TABLE sessions ADD COLUMN passkey_id uuid;
COMMENT ON COLUMN sessions.passkey_id IS 'The passkey that opened it; NULL where a link or a code did.';
CREATE INDEX entries_of_removals ON entries (dealership_id, subject_id) WHERE kind IN ('template.removed', 'passkey.removed');
