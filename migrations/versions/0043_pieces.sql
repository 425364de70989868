ALTER TABLE coverage_gaps ADD COLUMN pieces jsonb NOT NULL DEFAULT '[]';
ALTER TABLE coverage_gaps ALTER COLUMN pieces TYPE jsonb USING jsonb_build_array(jsonb_build_object(
    'from_at', first_at, 'until_at', first_at + minutes * interval '1 minute', 'owners', owners));
COMMENT ON COLUMN coverage_gaps.pieces IS 'From when until when nobody is responsible for whose clients: a hole that moves is told of anew. personal: ids.';

ALTER TABLE notices ADD COLUMN thread_id uuid;
COMMENT ON COLUMN notices.thread_id IS 'The talk that somebody is called to: a stranger has no card.';

ALTER TABLE book_lines ADD COLUMN promise_new_by_at timestamptz;
