ALTER TABLE complaints
    ADD COLUMN heard_at timestamptz,
    ADD COLUMN heard_by uuid,
    ADD CHECK ((heard_at IS NULL) = (heard_by IS NULL)),
    ADD CHECK (heard_at IS NULL OR closed_at IS NOT NULL),
    ADD FOREIGN KEY (dealership_id, heard_by) REFERENCES persons (dealership_id, id);
COMMENT ON COLUMN complaints.heard_at IS 'When somebody of the house heard the client say that it is solved: it frees questions and raises no score.';
