ALTER TABLE messages ADD COLUMN quiet boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN messages.quiet IS 'A tapped or typed answer that asks for nothing: it rings nobody.';
