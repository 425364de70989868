-- What a migration fills in lies in every house, so its owner looks over the walls until it is done.
ALTER TABLE clients NO FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_points NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cars NO FORCE ROW LEVEL SECURITY;
ALTER TABLE car_roles NO FORCE ROW LEVEL SECURITY;
ALTER TABLE book_lines NO FORCE ROW LEVEL SECURITY;
ALTER TABLE search_keys NO FORCE ROW LEVEL SECURITY;

-- A book lies together: its lines are read as one stretch, with all they show.
ALTER TABLE book_lines ADD COLUMN owner_id uuid;
ALTER TABLE book_lines ADD COLUMN phones text[] COLLATE "C" NOT NULL DEFAULT '{}';
UPDATE book_lines l SET
    owner_id = c.owner_id,
    phones   = coalesce(p.phones, '{}'),
    vin_tail = coalesce(l.vin_tail, v.tail)
FROM clients c
LEFT JOIN (
    SELECT dealership_id, client_id, array_agg(phone ORDER BY identifies DESC, created_at, id) AS phones
    FROM contact_points WHERE kind = 'phone' AND client_id IS NOT NULL AND ended_at IS NULL GROUP BY 1, 2
) p ON p.dealership_id = c.dealership_id AND p.client_id = c.id
LEFT JOIN (
    SELECT DISTINCT ON (r.dealership_id, r.client_id) r.dealership_id, r.client_id,
           nullif(right(regexp_replace(upper(k.vin), '[^0-9A-Z]', '', 'g'), 8), '') AS tail
    FROM car_roles r JOIN cars k ON k.dealership_id = r.dealership_id AND k.id = r.car_id
    WHERE r.until_on IS NULL ORDER BY r.dealership_id, r.client_id, r.from_on DESC, k.id
) v ON v.dealership_id = c.dealership_id AND v.client_id = c.id
WHERE l.dealership_id = c.dealership_id AND l.client_id = c.id;
ALTER TABLE book_lines ALTER COLUMN owner_id SET NOT NULL;
CREATE INDEX book_lines_of_owner ON book_lines (dealership_id, owner_id);

-- "Mine first" is one stretch of an index too. The keys are written anew without their indexes, which are made after.
ALTER TABLE search_keys DROP CONSTRAINT search_keys_pkey;
DROP INDEX search_keys_of_client;
ALTER TABLE search_keys DROP CONSTRAINT search_keys_kind_check;
ALTER TABLE search_keys ADD COLUMN owner_id uuid;
UPDATE search_keys k SET owner_id = c.owner_id FROM clients c WHERE c.dealership_id = k.dealership_id AND c.id = k.client_id;

-- A plate's first three digits with its region from the end: of the thousand cars with one number, who types
-- 123163 means those of region 163 and finds them in one step.
INSERT INTO search_keys (dealership_id, kind, key, client_id, owner_id)
SELECT DISTINCT dealership_id, 'region', left(key, 3) || reverse(substring(key FROM '[0-9]+$')), client_id, owner_id
FROM search_keys WHERE kind = 'plate' AND key ~ '^[0-9]{3}.*[0-9]$';

ALTER TABLE search_keys ALTER COLUMN owner_id SET NOT NULL;
ALTER TABLE search_keys ADD CONSTRAINT search_keys_kind_check
    CHECK (kind IN ('word', 'phone', 'plate', 'region', 'vin'));
ALTER TABLE search_keys ADD PRIMARY KEY (dealership_id, kind, key, client_id);
CREATE INDEX search_keys_of_client ON search_keys (dealership_id, client_id, kind, key);
CREATE INDEX search_keys_of_owner ON search_keys (dealership_id, owner_id, kind, key, client_id);
COMMENT ON TABLE search_keys IS 'Normalised words, reversed phone digits, plates, their numbers with regions, and reversed VINs that find a client by prefix, with the client''s owner. personal: yes. retention: until erasure.';

ALTER TABLE clients FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_points FORCE ROW LEVEL SECURITY;
ALTER TABLE cars FORCE ROW LEVEL SECURITY;
ALTER TABLE car_roles FORCE ROW LEVEL SECURITY;
ALTER TABLE book_lines FORCE ROW LEVEL SECURITY;
ALTER TABLE search_keys FORCE ROW LEVEL SECURITY;
