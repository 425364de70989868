-- House tables: the only ones that belong to the installation, not to one dealership.

CREATE TABLE dealerships (
    id          uuid PRIMARY KEY,
    code        text COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9]{2,8}$'),
    name        text NOT NULL,
    language    text NOT NULL CHECK (language IN ('ru', 'en')),
    time_zone   text NOT NULL,
    phone       text COLLATE "C",
    state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
    created_at  timestamptz NOT NULL
);
COMMENT ON TABLE dealerships IS 'The tenants. personal: no. retention: for ever.';

CREATE TABLE leases (
    name      text COLLATE "C" PRIMARY KEY,
    holder    uuid NOT NULL,
    until_at  timestamptz NOT NULL
);
COMMENT ON TABLE leases IS 'Who runs a singleton now (a bot''s poller), by database time. personal: no. retention: while held.';

CREATE TABLE schedule_slots (
    job            text COLLATE "C" NOT NULL,
    scheduled_for  timestamptz NOT NULL,
    claimed_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    PRIMARY KEY (job, scheduled_for)
);
COMMENT ON TABLE schedule_slots IS 'Each occurrence of a scheduled job, claimed once. personal: no. retention: 90 days.';

-- Feeds: what each phone must learn.

CREATE TABLE feeds (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    id             uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('book', 'person', 'lobby', 'case', 'house')),
    subject_id     uuid NOT NULL,
    epoch          uuid NOT NULL,
    seq            bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, kind, subject_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
COMMENT ON TABLE feeds IS 'One gapless counter per stream of changes. personal: no. retention: as its subject.';

CREATE TABLE feed_rows (
    dealership_id  uuid NOT NULL,
    feed_id        uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    row_id         uuid NOT NULL,
    seq            bigint NOT NULL,
    gone           boolean NOT NULL DEFAULT false,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, feed_id, kind, row_id),
    FOREIGN KEY (dealership_id, feed_id) REFERENCES feeds (dealership_id, id)
);
CREATE INDEX feed_rows_since ON feed_rows (dealership_id, feed_id, seq);
COMMENT ON TABLE feed_rows IS 'Which row changed last at which sequence of a feed. personal: ids only. retention: gone rows 90 days.';

CREATE TABLE feed_grants (
    dealership_id  uuid NOT NULL,
    person_id      uuid NOT NULL,
    feed_id        uuid NOT NULL,
    from_at        timestamptz NOT NULL,
    until_at       timestamptz,
    PRIMARY KEY (dealership_id, person_id, feed_id, from_at),
    FOREIGN KEY (dealership_id, feed_id) REFERENCES feeds (dealership_id, id)
);
COMMENT ON TABLE feed_grants IS 'Who may read which feed, from when to when. personal: staff ids. retention: 5 years.';

CREATE TABLE mutations (
    dealership_id  uuid NOT NULL,
    actor_id       uuid NOT NULL,
    id             uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    body_hash      bytea NOT NULL,
    result         bytea,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, actor_id, id)
);
CREATE INDEX mutations_age ON mutations (dealership_id, at);
COMMENT ON TABLE mutations IS 'Acts applied once, with their answer for a repeat. personal: the answer may be. retention: 30 days.';

-- Journal: what happened, who, when; and what the card shows of it.

CREATE TABLE entries (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    id             uuid NOT NULL,
    at             timestamptz NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    actor_kind     text COLLATE "C" NOT NULL CHECK (actor_kind IN ('person', 'client', 'system')),
    actor_id       uuid,
    client_id      uuid,
    subject_id     uuid,
    facts          jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (dealership_id, id)
);
CREATE INDEX entries_of_client ON entries (dealership_id, client_id, at) WHERE client_id IS NOT NULL;
COMMENT ON TABLE entries IS 'The journal: immutable; ids, codes and numbers only, never names, phones or words. personal: ids only. retention: 10 years.';

CREATE TABLE timeline (
    dealership_id  uuid NOT NULL,
    client_id      uuid NOT NULL,
    at             timestamptz NOT NULL,
    id             uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    who_id         uuid,
    ref_id         uuid,
    words          jsonb NOT NULL,
    PRIMARY KEY (dealership_id, client_id, at, id)
);
COMMENT ON TABLE timeline IS 'What the card shows of a client''s history, as phrases. personal: yes. retention: until erasure of the client.';

CREATE TABLE followups (
    dealership_id  uuid NOT NULL,
    follower       text COLLATE "C" NOT NULL,
    entry_id       uuid NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'failed')),
    due_at         timestamptz NOT NULL,
    lease_until    timestamptz,
    attempts       smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (dealership_id, follower, entry_id),
    FOREIGN KEY (dealership_id, entry_id) REFERENCES entries (dealership_id, id)
);
COMMENT ON TABLE followups IS 'Journal entries a follower has still to read; a read one is deleted. personal: no. retention: until read.';

-- Files: photos, voices, documents.

CREATE TABLE files (
    dealership_id    uuid NOT NULL REFERENCES dealerships (id),
    id               uuid NOT NULL,
    uploaded_by      uuid,
    client_id        uuid,
    thread_id        uuid,
    media_kind       text COLLATE "C" NOT NULL CHECK (media_kind IN ('photo', 'voice', 'document')),
    media_type       text COLLATE "C",
    name             text,
    size             bigint,
    seconds          integer,
    sha256           bytea,
    blob_id          uuid,
    source           jsonb,
    state            text COLLATE "C" NOT NULL CHECK (state IN ('queued', 'ready', 'failed', 'too_large')),
    due_at           timestamptz NOT NULL,
    lease_until      timestamptz,
    attempts         smallint NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, blob_id),
    CHECK ((state = 'ready') = (blob_id IS NOT NULL))
);
CREATE INDEX files_orphans ON files (dealership_id, created_at) WHERE thread_id IS NULL;
CREATE INDEX files_of_uploader ON files (dealership_id, uploaded_by, created_at) WHERE uploaded_by IS NOT NULL;
COMMENT ON TABLE files IS 'One stored file; `queued` = its bytes are still to be fetched from the channel. personal: yes. retention: orphans 24 hours, others until erasure of the client.';

-- People.

CREATE TABLE persons (
    dealership_id   uuid NOT NULL REFERENCES dealerships (id),
    id              uuid NOT NULL,
    handle          text COLLATE "C" NOT NULL CHECK (handle ~ '^[a-z][a-z0-9_-]{1,31}$'),
    name            text NOT NULL,
    address_form    text NOT NULL,
    role            text COLLATE "C" NOT NULL CHECK (role IN ('manager', 'specialist', 'supervisor', 'administrator')),
    trade           text COLLATE "C",
    language        text COLLATE "C" NOT NULL CHECK (language IN ('ru', 'en')),
    created_at      timestamptz NOT NULL,
    deactivated_at  timestamptz,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, handle)
);
COMMENT ON TABLE persons IS 'Who works here. personal: staff. retention: 5 years after leaving.';

CREATE TABLE sessions (
    dealership_id  uuid NOT NULL,
    token_hash     bytea NOT NULL,
    id             uuid NOT NULL,
    person_id      uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('cookie', 'bearer')),
    created_at     timestamptz NOT NULL,
    seen_at        timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    PRIMARY KEY (dealership_id, token_hash),
    UNIQUE (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX sessions_of_person ON sessions (dealership_id, person_id);
COMMENT ON TABLE sessions IS 'Signed-in devices and script tokens, by the hash of their token. personal: staff. retention: 90 days after the end.';

CREATE TABLE sign_in_links (
    dealership_id  uuid NOT NULL,
    token_hash     bytea NOT NULL,
    person_id      uuid NOT NULL,
    made_at        timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    used_at        timestamptz,
    PRIMARY KEY (dealership_id, token_hash),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE sign_in_links IS 'One-time sign-in links, by hash. personal: staff. retention: 90 days.';

-- Standards: versioned house rules and settings.

CREATE TABLE standards (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    name           text COLLATE "C" NOT NULL,
    version        integer NOT NULL,
    value          jsonb NOT NULL,
    from_at        timestamptz NOT NULL,
    made_by        uuid,
    PRIMARY KEY (dealership_id, name, version)
);
COMMENT ON TABLE standards IS 'Every version of every house rule; the highest version is in force. personal: staff ids. retention: 10 years.';

-- Deliveries: all that leaves the house.

CREATE TABLE addresses (
    dealership_id     uuid NOT NULL REFERENCES dealerships (id),
    id                uuid NOT NULL,
    channel           text COLLATE "C" NOT NULL,
    account_id        uuid NOT NULL,
    destination       text COLLATE "C" NOT NULL,
    contact_point_id  uuid NOT NULL,
    language          text COLLATE "C" NOT NULL CHECK (language IN ('ru', 'en')),
    purposes          text[] NOT NULL DEFAULT '{reply}',
    time_zone         text,
    quiet_from        time,
    quiet_until       time,
    heard_at          timestamptz,
    stopped_at        timestamptz,
    stopped_because   text COLLATE "C",
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, channel, account_id, destination)
);
CREATE INDEX addresses_of_contact_point ON addresses (dealership_id, contact_point_id);
COMMENT ON TABLE addresses IS 'Where a contact point can be reached through one account of ours, for which purposes, and whether it is stopped. personal: yes. retention: until erasure of the client.';

CREATE TABLE deliveries (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    thing_kind     text COLLATE "C" NOT NULL,
    thing_id       uuid NOT NULL,
    address_id     uuid NOT NULL,
    lane           text COLLATE "C" NOT NULL CHECK (lane IN ('reply', 'promise', 'reminder', 'campaign')),
    attempt        smallint NOT NULL DEFAULT 1,
    part           smallint NOT NULL DEFAULT 1,
    parts          smallint NOT NULL DEFAULT 1,
    place          bigint GENERATED ALWAYS AS IDENTITY,
    body           jsonb NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'queued'
                   CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'failed', 'not_confirmed', 'withdrawn', 'held')),
    due_at         timestamptz NOT NULL,
    lease_until    timestamptz,
    attempts       smallint NOT NULL DEFAULT 0,
    reason         text COLLATE "C",
    remote_id      text COLLATE "C",
    queued_at      timestamptz NOT NULL,
    settled_at     timestamptz,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, thing_id, address_id, attempt, part),
    FOREIGN KEY (dealership_id, address_id) REFERENCES addresses (dealership_id, id)
);
CREATE INDEX deliveries_line ON deliveries (dealership_id, address_id, place) WHERE state IN ('queued', 'sending');
COMMENT ON TABLE deliveries IS 'One attempt to get one part of one thing to one address, with its state. personal: yes (body). retention: until erasure of the client.';

CREATE TABLE send_limits (
    dealership_id  uuid NOT NULL,
    bucket         text COLLATE "C" NOT NULL,
    tokens         double precision NOT NULL,
    refilled_at    timestamptz NOT NULL,
    paused_until   timestamptz,
    PRIMARY KEY (dealership_id, bucket)
);
COMMENT ON TABLE send_limits IS 'Token buckets per chat and per bot, and pauses a channel asked for. personal: no. retention: while used.';

-- Clients: the card.

CREATE TABLE clients (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    id             uuid NOT NULL,
    name           text NOT NULL,
    name_key       text COLLATE "C" NOT NULL,
    address_form   text NOT NULL,
    language       text COLLATE "C" NOT NULL CHECK (language IN ('ru', 'en')),
    time_zone      text,
    never_before   time,
    never_after    time,
    owner_id       uuid NOT NULL,
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL,
    archived_at    timestamptz,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, owner_id) REFERENCES persons (dealership_id, id)
);
CREATE INDEX clients_of_owner ON clients (dealership_id, owner_id, name_key) WHERE archived_at IS NULL;
COMMENT ON TABLE clients IS 'One card per human of a dealership. personal: yes. retention: until erasure.';

CREATE TABLE client_owners (
    dealership_id  uuid NOT NULL,
    client_id      uuid NOT NULL,
    from_at        timestamptz NOT NULL,
    owner_id       uuid NOT NULL,
    assigned_by    uuid,
    because        text COLLATE "C" NOT NULL,
    PRIMARY KEY (dealership_id, client_id, from_at),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, owner_id) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE client_owners IS 'Whose client, from when; a row ends where the next begins, so there is one owner at each instant. personal: ids. retention: 10 years.';

CREATE TABLE contact_points (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    id             uuid NOT NULL,
    client_id      uuid,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('phone', 'telegram', 'email', 'web')),
    phone          text COLLATE "C" CHECK (phone ~ '^\+[0-9]{6,15}$'),
    handle         text COLLATE "C",
    shown_name     text,
    identifies     boolean NOT NULL,
    verified_at    timestamptz,
    created_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    PRIMARY KEY (dealership_id, id),
    CHECK ((kind = 'phone') = (phone IS NOT NULL) AND (kind <> 'phone') = (handle IS NOT NULL)),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE UNIQUE INDEX contact_points_phone ON contact_points (dealership_id, phone)
    WHERE identifies AND ended_at IS NULL AND phone IS NOT NULL;
CREATE UNIQUE INDEX contact_points_handle ON contact_points (dealership_id, kind, handle)
    WHERE identifies AND ended_at IS NULL AND handle IS NOT NULL;
CREATE INDEX contact_points_of_client ON contact_points (dealership_id, client_id) WHERE client_id IS NOT NULL;
COMMENT ON TABLE contact_points IS 'A phone, messenger account, email or web link; it may not belong to a known client yet. personal: yes. retention: until erasure; never linked ones 90 days.';

CREATE TABLE consents (
    dealership_id  uuid NOT NULL,
    client_id      uuid NOT NULL,
    purpose        text COLLATE "C" NOT NULL CHECK (purpose IN ('reminders', 'offers')),
    at             timestamptz NOT NULL,
    given          boolean NOT NULL,
    recorded_by    uuid,
    channel        text COLLATE "C" NOT NULL,
    PRIMARY KEY (dealership_id, client_id, purpose, at),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
COMMENT ON TABLE consents IS 'What a client agreed to or withdrew, each time. personal: yes. retention: 3 years after withdrawal.';

CREATE TABLE book_lines (
    dealership_id    uuid NOT NULL,
    client_id        uuid NOT NULL,
    thread_id        uuid,
    waiting_since    timestamptz,
    promise_by_at    timestamptz,
    promise_person   uuid,
    next_step        text,
    next_step_at     timestamptz,
    score            smallint,
    car              text,
    plate            text COLLATE "C",
    last_text        text,
    last_at          timestamptz,
    connected        boolean NOT NULL DEFAULT false,
    PRIMARY KEY (dealership_id, client_id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
COMMENT ON TABLE book_lines IS 'One summary row per client for the book; higher features write their columns through the clients'' actions. personal: yes. retention: until erasure.';

CREATE TABLE search_keys (
    dealership_id  uuid NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('word', 'phone', 'plate', 'vin')),
    key            text COLLATE "C" NOT NULL,
    client_id      uuid NOT NULL,
    PRIMARY KEY (dealership_id, kind, key, client_id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX search_keys_of_client ON search_keys (dealership_id, client_id);
COMMENT ON TABLE search_keys IS 'Normalised words, reversed phone digits, plates and reversed VINs that find a client by prefix. personal: yes. retention: until erasure.';

-- Ownership: cars.

CREATE TABLE cars (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    id             uuid NOT NULL,
    vin            text COLLATE "C" CHECK (vin ~ '^[A-HJ-NPR-Z0-9]{17}$'),
    plate          text COLLATE "C",
    make           text NOT NULL,
    model          text NOT NULL,
    year           smallint,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, id)
);
CREATE UNIQUE INDEX cars_vin ON cars (dealership_id, vin) WHERE vin IS NOT NULL;
COMMENT ON TABLE cars IS 'Vehicles by VIN. personal: yes (plate). retention: until erasure of its last client.';

CREATE TABLE car_roles (
    dealership_id  uuid NOT NULL,
    car_id         uuid NOT NULL,
    client_id      uuid NOT NULL,
    role           text COLLATE "C" NOT NULL CHECK (role IN ('owner', 'driver', 'payer')),
    from_on        date NOT NULL,
    until_on       date,
    PRIMARY KEY (dealership_id, car_id, client_id, role, from_on),
    FOREIGN KEY (dealership_id, car_id) REFERENCES cars (dealership_id, id),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX car_roles_of_client ON car_roles (dealership_id, client_id);
COMMENT ON TABLE car_roles IS 'Who owned, drove or paid for a car, from when to when. personal: yes. retention: until erasure.';

CREATE TABLE odometer_readings (
    dealership_id  uuid NOT NULL,
    car_id         uuid NOT NULL,
    read_on        date NOT NULL,
    source         text COLLATE "C" NOT NULL CHECK (source IN ('purchase', 'service', 'client', 'manager', 'import')),
    km             integer NOT NULL CHECK (km BETWEEN 0 AND 2000000),
    PRIMARY KEY (dealership_id, car_id, read_on, source),
    FOREIGN KEY (dealership_id, car_id) REFERENCES cars (dealership_id, id)
);
COMMENT ON TABLE odometer_readings IS 'Mileage of a car on a day, and who says so. personal: no. retention: as the car.';

-- Conversations.

CREATE TABLE threads (
    dealership_id     uuid NOT NULL REFERENCES dealerships (id),
    id                uuid NOT NULL,
    client_id         uuid,
    contact_point_id  uuid,
    merged_into       uuid,
    last_seq          bigint NOT NULL DEFAULT 0,
    waiting_since     timestamptz,
    greeted_at        timestamptz,
    last_at           timestamptz,
    created_at        timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, id),
    CHECK (client_id IS NOT NULL OR contact_point_id IS NOT NULL),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id),
    FOREIGN KEY (dealership_id, contact_point_id) REFERENCES contact_points (dealership_id, id),
    FOREIGN KEY (dealership_id, merged_into) REFERENCES threads (dealership_id, id)
);
CREATE UNIQUE INDEX threads_of_client ON threads (dealership_id, client_id)
    WHERE client_id IS NOT NULL AND merged_into IS NULL;
CREATE UNIQUE INDEX threads_of_stranger ON threads (dealership_id, contact_point_id)
    WHERE client_id IS NULL AND merged_into IS NULL;
CREATE INDEX threads_waiting ON threads (dealership_id, waiting_since) WHERE waiting_since IS NOT NULL;
COMMENT ON TABLE threads IS 'The one lifelong conversation of a client, or of a stranger until identity is known. personal: ids. retention: until erasure; strangers 90 days.';

CREATE TABLE messages (
    dealership_id     uuid NOT NULL,
    id                uuid NOT NULL,
    thread_id         uuid NOT NULL,
    thread_seq        bigint NOT NULL,
    direction         text COLLATE "C" NOT NULL CHECK (direction IN ('in', 'out')),
    channel           text COLLATE "C" NOT NULL,
    kind              text COLLATE "C" NOT NULL
                      CHECK (kind IN ('text', 'photo', 'voice', 'document', 'location', 'contact', 'other')),
    contact_point_id  uuid,
    author_id         uuid,
    phrase            jsonb,
    source_key        text COLLATE "C",
    reply_to          uuid,
    latitude          double precision,
    longitude         double precision,
    channel_at        timestamptz,
    at                timestamptz NOT NULL,
    deleted_at        timestamptz,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, source_key),
    UNIQUE (dealership_id, thread_id, thread_seq),
    FOREIGN KEY (dealership_id, thread_id) REFERENCES threads (dealership_id, id),
    FOREIGN KEY (dealership_id, author_id) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE messages IS 'Each thing said, in the order of its thread; `phrase` marks an automatic text. personal: yes. retention: until erasure.';

CREATE TABLE message_texts (
    dealership_id  uuid NOT NULL,
    message_id     uuid NOT NULL,
    n              smallint NOT NULL,
    text           text NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, message_id, n),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id)
);
COMMENT ON TABLE message_texts IS 'Every version of a message''s words. personal: yes. retention: until erasure.';

CREATE TABLE message_files (
    dealership_id  uuid NOT NULL,
    message_id     uuid NOT NULL,
    n              smallint NOT NULL,
    file_id        uuid NOT NULL,
    PRIMARY KEY (dealership_id, message_id, n),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id),
    FOREIGN KEY (dealership_id, file_id) REFERENCES files (dealership_id, id)
);
CREATE INDEX message_files_of_file ON message_files (dealership_id, file_id);
COMMENT ON TABLE message_files IS 'Which files a message carries. personal: ids. retention: until erasure.';

CREATE TABLE promises (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    thread_id      uuid NOT NULL,
    person_id      uuid NOT NULL,
    by_at          timestamptz NOT NULL,
    made_at        timestamptz NOT NULL,
    told_at        timestamptz,
    basis          jsonb NOT NULL,
    ended_at       timestamptz,
    ending         text COLLATE "C" CHECK (ending IN ('kept', 'late', 'withdrawn')),
    PRIMARY KEY (dealership_id, id),
    CHECK ((ended_at IS NULL) = (ending IS NULL)),
    FOREIGN KEY (dealership_id, thread_id) REFERENCES threads (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
CREATE UNIQUE INDEX promises_open ON promises (dealership_id, thread_id) WHERE ended_at IS NULL;
CREATE INDEX promises_of_person ON promises (dealership_id, person_id, by_at) WHERE ended_at IS NULL;
COMMENT ON TABLE promises IS 'Who answers whom by when, and how it ended. personal: ids. retention: 10 years.';

CREATE TABLE waivers (
    dealership_id  uuid NOT NULL,
    id             uuid NOT NULL,
    thread_id      uuid NOT NULL,
    waited_since   timestamptz NOT NULL,
    promise_id     uuid,
    at             timestamptz NOT NULL,
    by_person      uuid NOT NULL,
    undone_at      timestamptz,
    undone_by      uuid,
    PRIMARY KEY (dealership_id, id),
    FOREIGN KEY (dealership_id, thread_id) REFERENCES threads (dealership_id, id)
);
CREATE INDEX waivers_of_thread ON waivers (dealership_id, thread_id, at);
COMMENT ON TABLE waivers IS '"Needs no answer": a wait ended without a reply, by whom, and its undoing. personal: ids. retention: 10 years.';

CREATE TABLE read_marks (
    dealership_id  uuid NOT NULL,
    thread_id      uuid NOT NULL,
    person_id      uuid NOT NULL,
    seq            bigint NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, thread_id, person_id),
    FOREIGN KEY (dealership_id, thread_id) REFERENCES threads (dealership_id, id)
);
COMMENT ON TABLE read_marks IS 'How far a person has read a thread. personal: ids. retention: as the thread.';

-- Channels: bots, what came in, invitations.

CREATE TABLE bots (
    dealership_id   uuid NOT NULL REFERENCES dealerships (id),
    id              uuid NOT NULL,
    remote_id       bigint NOT NULL,
    username        text COLLATE "C",
    token_sealed    bytea NOT NULL,
    path_hash       bytea NOT NULL,
    secret_hash     bytea NOT NULL,
    poll_offset     bigint NOT NULL DEFAULT 0,
    state           text COLLATE "C" NOT NULL DEFAULT 'new'
                    CHECK (state IN ('new', 'working', 'unreachable', 'refused', 'off')),
    state_at        timestamptz NOT NULL,
    trouble         text COLLATE "C",
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, id),
    UNIQUE (dealership_id, remote_id)
);
COMMENT ON TABLE bots IS 'A dealership''s messenger bots; the token is sealed. personal: no. retention: while used.';

CREATE TABLE arrivals (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    source         text COLLATE "C" NOT NULL,
    key            text COLLATE "C" NOT NULL,
    lane           text COLLATE "C" NOT NULL,
    place          bigint GENERATED ALWAYS AS IDENTITY,
    body           bytea NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'done', 'quarantined')),
    due_at         timestamptz NOT NULL,
    lease_until    timestamptz,
    attempts       smallint NOT NULL DEFAULT 0,
    trouble        text COLLATE "C",
    arrived_at     timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, source, key)
);
CREATE INDEX arrivals_line ON arrivals (dealership_id, source, lane, place) WHERE state = 'queued';
CREATE INDEX arrivals_age ON arrivals (dealership_id, arrived_at) WHERE state <> 'queued';
COMMENT ON TABLE arrivals IS 'Raw things that came in, stored before they are acknowledged. personal: yes. retention: 30 days after done.';

CREATE TABLE invitations (
    dealership_id     uuid NOT NULL,
    token_hash        bytea NOT NULL,
    client_id         uuid NOT NULL,
    channel           text COLLATE "C" NOT NULL CHECK (channel IN ('telegram', 'web')),
    made_at           timestamptz NOT NULL,
    made_by           uuid,
    expires_at        timestamptz NOT NULL,
    used_at           timestamptz,
    contact_point_id  uuid,
    PRIMARY KEY (dealership_id, token_hash),
    FOREIGN KEY (dealership_id, client_id) REFERENCES clients (dealership_id, id)
);
CREATE INDEX invitations_of_client ON invitations (dealership_id, client_id);
COMMENT ON TABLE invitations IS 'Personal links that let a client in, by hash. personal: ids. retention: 1 year.';
