ALTER TABLE bots
    ADD COLUMN given_by text COLLATE "C" NOT NULL DEFAULT 'settings' CHECK (given_by IN ('settings', 'app')),
    ADD COLUMN pending integer NOT NULL DEFAULT 0 CHECK (pending >= 0),
    ADD COLUMN complaint text,
    ADD COLUMN complained_at timestamptz;

COMMENT ON TABLE leases IS 'Who runs a singleton now (a bot''s poller), by database time; and which house a bot serves. personal: no. retention: while held.';

CREATE INDEX deliveries_in_trouble ON deliveries (dealership_id, settled_at)
    WHERE state IN ('failed', 'not_confirmed') AND thing_kind <> 'push';
CREATE INDEX arrivals_put_aside ON arrivals (dealership_id, arrived_at) WHERE state = 'quarantined';
