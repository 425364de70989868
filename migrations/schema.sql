-- The whole schema on one page, written from the migrations by `make schema`.
-- `make check` proves that it is what the migrations make.
CREATE FUNCTION public.current_dealership() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.dealership'::text, true), ''::text))::uuid;

ALTER FUNCTION public.current_dealership() OWNER TO okno_owner;

CREATE TABLE public.absences (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT absences_check CHECK ((until_at > from_at)),
    CONSTRAINT absences_kind_check CHECK ((kind = ANY (ARRAY['leave'::text, 'ill'::text, 'away'::text])))
);

ALTER TABLE ONLY public.absences FORCE ROW LEVEL SECURITY;

ALTER TABLE public.absences OWNER TO okno_owner;

COMMENT ON TABLE public.absences IS 'Leave, illness, and what a supervisor entered for somebody who cannot; without an end until they are back. personal: absences of staff. retention: 400 days.';

CREATE TABLE public.addresses (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    account_id uuid NOT NULL,
    destination text NOT NULL COLLATE pg_catalog."C",
    contact_point_id uuid,
    language text NOT NULL COLLATE pg_catalog."C",
    purposes text[] DEFAULT '{reply}'::text[] NOT NULL,
    time_zone text,
    quiet_from time without time zone,
    quiet_until time without time zone,
    heard_at timestamp with time zone,
    stopped_at timestamp with time zone,
    stopped_because text COLLATE pg_catalog."C",
    device_id uuid,
    person_id uuid,
    CONSTRAINT addresses_language_check CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text]))),
    CONSTRAINT addresses_of_one CHECK ((num_nonnulls(contact_point_id, device_id, person_id) = 1))
);

ALTER TABLE ONLY public.addresses FORCE ROW LEVEL SECURITY;

ALTER TABLE public.addresses OWNER TO okno_owner;

COMMENT ON TABLE public.addresses IS 'Where a contact point or a device of ours can be reached through one account of ours, for which purposes, and whether it is stopped. personal: yes. retention: until erasure of the client; of a device, while the person works here.';

COMMENT ON COLUMN public.addresses.person_id IS 'Set instead of a contact point where it is a chat of this person''s own account: nobody else writes there, nor does the house by itself.';

CREATE TABLE public.alerts (
    dealership_id uuid NOT NULL,
    promise_id uuid NOT NULL,
    message_id uuid NOT NULL,
    rung smallint DEFAULT 0 NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    because text COLLATE pg_catalog."C",
    CONSTRAINT alerts_check CHECK (((state = 'over'::text) = (because IS NOT NULL))),
    CONSTRAINT alerts_rung_check CHECK (((rung >= 0) AND (rung <= 2))),
    CONSTRAINT alerts_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'over'::text])))
);

ALTER TABLE ONLY public.alerts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.alerts OWNER TO okno_owner;

COMMENT ON TABLE public.alerts IS 'How far the house went to have a waiting client noticed by its own people: when it looks again, whom it told, why it stopped. personal: ids. retention: 30 days.';

COMMENT ON COLUMN public.alerts.rung IS '0: the push alone; 1: the person''s own messenger; 2: the supervisors.';

CREATE TABLE public.arrivals (
    dealership_id uuid NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    lane text NOT NULL COLLATE pg_catalog."C",
    place bigint NOT NULL,
    body bytea NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    attempts smallint DEFAULT 0 NOT NULL,
    trouble text COLLATE pg_catalog."C",
    arrived_at timestamp with time zone NOT NULL,
    CONSTRAINT arrivals_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'done'::text, 'quarantined'::text])))
);

ALTER TABLE ONLY public.arrivals FORCE ROW LEVEL SECURITY;

ALTER TABLE public.arrivals OWNER TO okno_owner;

COMMENT ON TABLE public.arrivals IS 'Raw things that came in, stored before they are acknowledged. personal: yes. retention: 30 days after done.';

ALTER TABLE public.arrivals ALTER COLUMN place ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.arrivals_place_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.asks (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    message_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    subject_id uuid NOT NULL,
    options jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone,
    answered_at timestamp with time zone,
    answer text COLLATE pg_catalog."C",
    answered_by uuid,
    CONSTRAINT asks_check CHECK (((answered_at IS NULL) = (answer IS NULL)))
);

ALTER TABLE ONLY public.asks FORCE ROW LEVEL SECURITY;

ALTER TABLE public.asks OWNER TO okno_owner;

COMMENT ON TABLE public.asks IS 'A question to a client with the answers it offers, and the one that counts. personal: yes. retention: until erasure of the client.';

CREATE TABLE public.book_days (
    dealership_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    on_date date NOT NULL,
    loyal integer NOT NULL,
    warm integer NOT NULL,
    unproven integer NOT NULL,
    at_risk integer NOT NULL,
    out_of_hand integer NOT NULL,
    excluded integer NOT NULL,
    score_mean double precision,
    care_mean double precision,
    weights_version smallint NOT NULL
);

ALTER TABLE ONLY public.book_days FORCE ROW LEVEL SECURITY;

ALTER TABLE public.book_days OWNER TO okno_owner;

COMMENT ON TABLE public.book_days IS 'How loyal each manager''s clients were on each day; never rewritten. personal: staff ids. retention: 10 years.';

CREATE TABLE public.book_lines (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    thread_id uuid,
    waiting_since timestamp with time zone,
    promise_by_at timestamp with time zone,
    promise_person uuid,
    next_step text,
    next_step_at timestamp with time zone,
    score smallint,
    car text,
    plate text COLLATE pg_catalog."C",
    last_text text,
    last_at timestamp with time zone,
    connected boolean DEFAULT false NOT NULL,
    no_step_at timestamp with time zone,
    met_at timestamp with time zone,
    untold_since timestamp with time zone,
    vin_tail text COLLATE pg_catalog."C",
    complaint_since timestamp with time zone,
    owner_id uuid NOT NULL,
    phones text[] DEFAULT '{}'::text[] NOT NULL COLLATE pg_catalog."C",
    promise_new_by_at timestamp with time zone
);

ALTER TABLE ONLY public.book_lines FORCE ROW LEVEL SECURITY;

ALTER TABLE public.book_lines OWNER TO okno_owner;

COMMENT ON TABLE public.book_lines IS 'One summary row per client for the book; higher features write their columns through the clients'' actions. personal: yes. retention: until erasure.';

CREATE TABLE public.bots (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    remote_id bigint NOT NULL,
    username text COLLATE pg_catalog."C",
    token_sealed bytea NOT NULL,
    path_hash bytea NOT NULL,
    secret_hash bytea NOT NULL,
    poll_offset bigint DEFAULT 0 NOT NULL,
    state text DEFAULT 'new'::text NOT NULL COLLATE pg_catalog."C",
    state_at timestamp with time zone NOT NULL,
    trouble text COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    given_by text DEFAULT 'settings'::text NOT NULL COLLATE pg_catalog."C",
    pending integer DEFAULT 0 NOT NULL,
    complaint text,
    complained_at timestamp with time zone,
    turned_away bigint DEFAULT 0 NOT NULL,
    CONSTRAINT bots_given_by_check CHECK ((given_by = ANY (ARRAY['settings'::text, 'app'::text]))),
    CONSTRAINT bots_pending_check CHECK ((pending >= 0)),
    CONSTRAINT bots_state_check CHECK ((state = ANY (ARRAY['new'::text, 'working'::text, 'unreachable'::text, 'refused'::text, 'off'::text]))),
    CONSTRAINT bots_turned_away_check CHECK ((turned_away >= 0))
);

ALTER TABLE ONLY public.bots FORCE ROW LEVEL SECURITY;

ALTER TABLE public.bots OWNER TO okno_owner;

COMMENT ON TABLE public.bots IS 'A dealership''s messenger bots; the token is sealed. personal: no. retention: while used.';

COMMENT ON COLUMN public.bots.turned_away IS 'How many connections of accounts came that nobody here had proved: nothing else is kept of them.';

CREATE TABLE public.burst_marks (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    urgent boolean NOT NULL,
    made_by uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.burst_marks FORCE ROW LEVEL SECURITY;

ALTER TABLE public.burst_marks OWNER TO okno_owner;

COMMENT ON TABLE public.burst_marks IS 'What somebody who looks after the house says of a judged burst: it was urgent, or it was not. The last word holds. personal: staff. retention: with the messages.';

CREATE TABLE public.bursts (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    began_at timestamp with time zone NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    judged_at timestamp with time zone,
    urgency text COLLATE pg_catalog."C",
    sure boolean,
    outcome text COLLATE pg_catalog."C",
    reasons jsonb,
    standard integer,
    answer text COLLATE pg_catalog."C",
    CONSTRAINT bursts_check CHECK (((state = 'over'::text) = (outcome IS NOT NULL))),
    CONSTRAINT bursts_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'over'::text]))),
    CONSTRAINT bursts_urgency_check CHECK ((urgency = ANY (ARRAY['now'::text, 'before'::text, 'wait'::text, 'thanks'::text])))
);

ALTER TABLE ONLY public.bursts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.bursts OWNER TO okno_owner;

COMMENT ON TABLE public.bursts IS 'Messages of one client without a pause, from the first on: how urgent they were judged, by which words and which version of the signs, and what came of it. personal: the words a sign was found in. retention: with the messages.';

COMMENT ON COLUMN public.bursts.outcome IS 'woke, asked, or why nothing was done.';

COMMENT ON COLUMN public.bursts.answer IS 'What the client answered to the question whether it is urgent.';

CREATE TABLE public.car_roles (
    dealership_id uuid NOT NULL,
    car_id uuid NOT NULL,
    client_id uuid NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    from_on date NOT NULL,
    until_on date,
    CONSTRAINT car_roles_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'driver'::text, 'payer'::text])))
);

ALTER TABLE ONLY public.car_roles FORCE ROW LEVEL SECURITY;

ALTER TABLE public.car_roles OWNER TO okno_owner;

COMMENT ON TABLE public.car_roles IS 'Who owned, drove or paid for a car, from when to when. personal: yes. retention: until erasure.';

CREATE TABLE public.card_changes (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    field text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    before text,
    after text,
    who_id uuid
);

ALTER TABLE ONLY public.card_changes FORCE ROW LEVEL SECURITY;

ALTER TABLE public.card_changes OWNER TO okno_owner;

COMMENT ON TABLE public.card_changes IS 'The history of each field of a card. personal: yes. retention: until erasure of the client.';

CREATE TABLE public.cars (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    vin text COLLATE pg_catalog."C",
    plate text COLLATE pg_catalog."C",
    make text NOT NULL,
    model text NOT NULL,
    year smallint,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT cars_vin_check CHECK ((vin ~ '^[A-HJ-NPR-Z0-9]{17}$'::text))
);

ALTER TABLE ONLY public.cars FORCE ROW LEVEL SECURITY;

ALTER TABLE public.cars OWNER TO okno_owner;

COMMENT ON TABLE public.cars IS 'Vehicles by VIN. personal: yes (plate). retention: until erasure of its last client.';

CREATE TABLE public.chains (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    client_id uuid NOT NULL,
    purpose text NOT NULL COLLATE pg_catalog."C",
    state text DEFAULT 'open'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone,
    yes smallint DEFAULT 0 NOT NULL,
    asked_at timestamp with time zone,
    offer text COLLATE pg_catalog."C",
    called_at timestamp with time zone,
    call_at timestamp with time zone,
    ended_at timestamp with time zone,
    because text COLLATE pg_catalog."C",
    CONSTRAINT chains_check CHECK (((state = 'over'::text) = (ended_at IS NOT NULL))),
    CONSTRAINT chains_check1 CHECK (((state = 'over'::text) = (because IS NOT NULL))),
    CONSTRAINT chains_check2 CHECK (((called_at IS NULL) = (call_at IS NULL))),
    CONSTRAINT chains_check3 CHECK (((due_at IS NULL) OR (state = 'open'::text))),
    CONSTRAINT chains_purpose_check CHECK ((purpose = ANY (ARRAY['reply'::text, 'promise'::text, 'announcement'::text, 'reminder'::text, 'survey'::text, 'campaign'::text]))),
    CONSTRAINT chains_state_check CHECK ((state = ANY (ARRAY['open'::text, 'asking'::text, 'calling'::text, 'over'::text])))
);

ALTER TABLE ONLY public.chains FORCE ROW LEVEL SECURITY;

ALTER TABLE public.chains OWNER TO okno_owner;

COMMENT ON TABLE public.chains IS 'How far the house goes for a text to reach its client: when it looks again, what it asked, how it ended. personal: yes. retention: until erasure of the client.';

COMMENT ON COLUMN public.chains.yes IS 'Up to which attempt a person said that it goes on although the text may have arrived.';

COMMENT ON COLUMN public.chains.offer IS 'The channel a person was asked about; NULL where only a call is left.';

COMMENT ON COLUMN public.chains.call_at IS 'The first good hour of the client at which the manager may call.';

CREATE TABLE public.client_owners (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    assigned_by uuid,
    because text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.client_owners FORCE ROW LEVEL SECURITY;

ALTER TABLE public.client_owners OWNER TO okno_owner;

COMMENT ON TABLE public.client_owners IS 'Whose client, from when; a row ends where the next begins, so there is one owner at each instant. personal: ids. retention: 10 years.';

CREATE TABLE public.clients (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    address_form text NOT NULL,
    language text NOT NULL COLLATE pg_catalog."C",
    time_zone text,
    never_before time without time zone,
    never_after time without time zone,
    owner_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT clients_language_check CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text])))
);

ALTER TABLE ONLY public.clients FORCE ROW LEVEL SECURITY;

ALTER TABLE public.clients OWNER TO okno_owner;

COMMENT ON TABLE public.clients IS 'One card per human of a dealership. personal: yes. retention: until erasure.';

CREATE TABLE public.complaints (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    words text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closed_by uuid,
    closing text,
    solved_at timestamp with time zone,
    reopened_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    heard_at timestamp with time zone,
    heard_by uuid,
    CONSTRAINT complaints_check CHECK (((closed_at IS NULL) = (closed_by IS NULL))),
    CONSTRAINT complaints_check1 CHECK (((solved_at IS NULL) OR (closed_at IS NOT NULL))),
    CONSTRAINT complaints_check2 CHECK (((heard_at IS NULL) = (heard_by IS NULL))),
    CONSTRAINT complaints_check3 CHECK (((heard_at IS NULL) OR (closed_at IS NOT NULL)))
);

ALTER TABLE ONLY public.complaints FORCE ROW LEVEL SECURITY;

ALTER TABLE public.complaints OWNER TO okno_owner;

COMMENT ON TABLE public.complaints IS 'What a client is unhappy with, who wrote it down, who says it is mended, and whether the client agrees. personal: yes. retention: until erasure of the client.';

COMMENT ON COLUMN public.complaints.heard_at IS 'When somebody of the house heard the client say that it is solved: it frees questions and raises no score.';

CREATE TABLE public.consents (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    purpose text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    given boolean NOT NULL,
    recorded_by uuid,
    channel text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT consents_purpose_check CHECK ((purpose = ANY (ARRAY['reminders'::text, 'offers'::text])))
);

ALTER TABLE ONLY public.consents FORCE ROW LEVEL SECURITY;

ALTER TABLE public.consents OWNER TO okno_owner;

COMMENT ON TABLE public.consents IS 'What a client agreed to or withdrew, each time. personal: yes. retention: 3 years after withdrawal.';

CREATE TABLE public.contact_points (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    kind text NOT NULL COLLATE pg_catalog."C",
    phone text COLLATE pg_catalog."C",
    handle text COLLATE pg_catalog."C",
    shown_name text,
    identifies boolean NOT NULL,
    verified_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    label text COLLATE pg_catalog."C",
    ended_by uuid,
    CONSTRAINT contact_points_check CHECK ((((kind = 'phone'::text) = (phone IS NOT NULL)) AND ((kind <> 'phone'::text) = (handle IS NOT NULL)))),
    CONSTRAINT contact_points_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'telegram'::text, 'email'::text, 'web'::text]))),
    CONSTRAINT contact_points_label_check CHECK ((label = ANY (ARRAY['own'::text, 'family'::text, 'company'::text]))),
    CONSTRAINT contact_points_phone_check CHECK ((phone ~ '^\+[0-9]{6,15}$'::text))
);

ALTER TABLE ONLY public.contact_points FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contact_points OWNER TO okno_owner;

COMMENT ON TABLE public.contact_points IS 'A phone, messenger account, email or web link; it may not belong to a known client yet. personal: yes. retention: until erasure; never linked ones 90 days.';

CREATE TABLE public.coverage_gaps (
    dealership_id uuid NOT NULL,
    on_date date NOT NULL,
    first_at timestamp with time zone NOT NULL,
    minutes smallint NOT NULL,
    owners uuid[] NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    pieces jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT coverage_gaps_minutes_check CHECK (((minutes >= 1) AND (minutes <= 1560)))
);

ALTER TABLE ONLY public.coverage_gaps FORCE ROW LEVEL SECURITY;

ALTER TABLE public.coverage_gaps OWNER TO okno_owner;

COMMENT ON TABLE public.coverage_gaps IS 'Days ahead with minutes in which nobody is responsible for some clients: how many, whose clients, since when the house knows. personal: ids. retention: 400 days.';

COMMENT ON COLUMN public.coverage_gaps.pieces IS 'From when until when nobody is responsible for whose clients: a hole that moves is told of anew. personal: ids.';

CREATE TABLE public.coverage_requests (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    person_id uuid NOT NULL,
    by_id uuid NOT NULL,
    asked jsonb NOT NULL,
    state text DEFAULT 'open'::text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    warned_at timestamp with time zone,
    CONSTRAINT coverage_requests_check CHECK (((state = 'open'::text) = (settled_at IS NULL))),
    CONSTRAINT coverage_requests_check1 CHECK ((person_id <> by_id)),
    CONSTRAINT coverage_requests_kind_check CHECK ((kind = ANY (ARRAY['pair'::text, 'days'::text, 'substitution'::text]))),
    CONSTRAINT coverage_requests_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.coverage_requests FORCE ROW LEVEL SECURITY;

ALTER TABLE public.coverage_requests OWNER TO okno_owner;

COMMENT ON TABLE public.coverage_requests IS 'What somebody asks of a colleague: to be their pair, or to have other hours on some days. personal: ids, working hours. retention: 400 days.';

COMMENT ON COLUMN public.coverage_requests.asked IS 'Of days: what the colleague gets, what the asker gets in turn, and what both had when it was asked.';

COMMENT ON COLUMN public.coverage_requests.warned_at IS 'When people were told that nobody has answered it yet.';

CREATE TABLE public.dealerships (
    id uuid NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    language text NOT NULL,
    time_zone text NOT NULL,
    phone text COLLATE pg_catalog."C",
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT dealerships_code_check CHECK ((code ~ '^[A-Z0-9]{2,8}$'::text)),
    CONSTRAINT dealerships_language_check CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text]))),
    CONSTRAINT dealerships_state_check CHECK ((state = ANY (ARRAY['active'::text, 'closed'::text])))
);

ALTER TABLE public.dealerships OWNER TO okno_owner;

COMMENT ON TABLE public.dealerships IS 'The tenants. personal: no. retention: for ever.';

CREATE TABLE public.deliveries (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    thing_kind text NOT NULL COLLATE pg_catalog."C",
    thing_id uuid NOT NULL,
    address_id uuid NOT NULL,
    lane text NOT NULL COLLATE pg_catalog."C",
    attempt smallint DEFAULT 1 NOT NULL,
    part smallint DEFAULT 1 NOT NULL,
    parts smallint DEFAULT 1 NOT NULL,
    place bigint NOT NULL,
    body jsonb NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    attempts smallint DEFAULT 0 NOT NULL,
    reason text COLLATE pg_catalog."C",
    remote_id text COLLATE pg_catalog."C",
    queued_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    until_at timestamp with time zone,
    CONSTRAINT deliveries_lane_check CHECK ((lane = ANY (ARRAY['reply'::text, 'promise'::text, 'announcement'::text, 'reminder'::text, 'campaign'::text]))),
    CONSTRAINT deliveries_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'not_confirmed'::text, 'withdrawn'::text, 'held'::text])))
);

ALTER TABLE ONLY public.deliveries FORCE ROW LEVEL SECURITY;

ALTER TABLE public.deliveries OWNER TO okno_owner;

COMMENT ON TABLE public.deliveries IS 'One attempt to get one part of one thing to one address, with its state. personal: yes (body). retention: until erasure of the client.';

ALTER TABLE public.deliveries ALTER COLUMN place ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deliveries_place_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.devices (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid NOT NULL,
    endpoint text NOT NULL COLLATE pg_catalog."C",
    p256dh bytea NOT NULL,
    auth bytea NOT NULL,
    key_id text NOT NULL COLLATE pg_catalog."C",
    subscribed_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    shown_at timestamp with time zone,
    CONSTRAINT devices_auth_check CHECK ((octet_length(auth) = 16)),
    CONSTRAINT devices_p256dh_check CHECK ((octet_length(p256dh) = 65))
);

ALTER TABLE ONLY public.devices FORCE ROW LEVEL SECURITY;

ALTER TABLE public.devices OWNER TO okno_owner;

COMMENT ON TABLE public.devices IS 'A browser in which a person gets pushes: its subscription, and when one was last shown there. personal: staff. retention: while the session stands.';

CREATE TABLE public.drafts (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    text text NOT NULL,
    device_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.drafts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.drafts OWNER TO okno_owner;

COMMENT ON TABLE public.drafts IS 'What a person began to write to a client and has not sent, for their other devices. personal: client. retention: until sent or dropped, 30 days at most.';

CREATE TABLE public.due_events (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    car_id uuid NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    since_on date NOT NULL,
    expected_on date NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    basis jsonb NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    raised_at timestamp with time zone NOT NULL,
    remind_at timestamp with time zone,
    reminded_at timestamp with time zone,
    settled_at timestamp with time zone,
    CONSTRAINT due_events_kind_check CHECK ((kind = 'service'::text)),
    CONSTRAINT due_events_state_check CHECK ((state = ANY (ARRAY['raised'::text, 'later'::text, 'booking'::text, 'handled'::text, 'done'::text, 'elsewhere'::text, 'not_theirs'::text, 'skipped'::text, 'missed'::text])))
);

ALTER TABLE ONLY public.due_events FORCE ROW LEVEL SECURITY;

ALTER TABLE public.due_events OWNER TO okno_owner;

COMMENT ON TABLE public.due_events IS 'What the clock of ownership said was coming: once per car, who has it, kind and the day it is counted from (that of the last service, or the day one was expected of which nobody knows). personal: ids only. retention: as the car.';

CREATE TABLE public.entries (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    actor_kind text NOT NULL COLLATE pg_catalog."C",
    actor_id uuid,
    client_id uuid,
    subject_id uuid,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT entries_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['person'::text, 'client'::text, 'system'::text])))
);

ALTER TABLE ONLY public.entries FORCE ROW LEVEL SECURITY;

ALTER TABLE public.entries OWNER TO okno_owner;

COMMENT ON TABLE public.entries IS 'The journal: immutable; ids, codes and numbers only, never names, phones or words. personal: ids only. retention: 10 years.';

CREATE TABLE public.evidence (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    component text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    weight double precision NOT NULL,
    value double precision NOT NULL,
    nps smallint,
    news_at timestamp with time zone NOT NULL,
    entry_id uuid NOT NULL,
    CONSTRAINT evidence_component_check CHECK ((component = ANY (ARRAY['said'::text, 'did'::text, 'friction'::text, 'complaint'::text, 'care'::text]))),
    CONSTRAINT evidence_nps_check CHECK (((nps >= 0) AND (nps <= 10))),
    CONSTRAINT evidence_value_check CHECK (((value >= (0)::double precision) AND (value <= (1)::double precision))),
    CONSTRAINT evidence_weight_check CHECK (((weight >= (0)::double precision) AND (weight <= (10)::double precision)))
);

ALTER TABLE ONLY public.evidence FORCE ROW LEVEL SECURITY;

ALTER TABLE public.evidence OWNER TO okno_owner;

COMMENT ON TABLE public.evidence IS 'What the journal says for and against each client''s loyalty, by its latest entry. personal: ids and numbers. retention: until erasure of the client; made again from the journal.';

CREATE TABLE public.feed_grants (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    feed_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone
);

ALTER TABLE ONLY public.feed_grants FORCE ROW LEVEL SECURITY;

ALTER TABLE public.feed_grants OWNER TO okno_owner;

COMMENT ON TABLE public.feed_grants IS 'Who may read which feed, from when to when. personal: staff ids. retention: 5 years.';

CREATE TABLE public.feed_rows (
    dealership_id uuid NOT NULL,
    feed_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    row_id uuid NOT NULL,
    seq bigint NOT NULL,
    gone boolean DEFAULT false NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.feed_rows FORCE ROW LEVEL SECURITY;

ALTER TABLE public.feed_rows OWNER TO okno_owner;

COMMENT ON TABLE public.feed_rows IS 'Which row changed last at which sequence of a feed. personal: ids only. retention: gone rows 90 days.';

CREATE TABLE public.feeds (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    subject_id uuid NOT NULL,
    epoch uuid NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    CONSTRAINT feeds_kind_check CHECK ((kind = ANY (ARRAY['book'::text, 'person'::text, 'lobby'::text, 'case'::text, 'house'::text, 'window'::text])))
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='500');

ALTER TABLE ONLY public.feeds FORCE ROW LEVEL SECURITY;

ALTER TABLE public.feeds OWNER TO okno_owner;

COMMENT ON TABLE public.feeds IS 'One gapless counter per stream of changes. personal: no. retention: as its subject.';

CREATE TABLE public.files (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    uploaded_by uuid,
    client_id uuid,
    thread_id uuid,
    media_kind text NOT NULL COLLATE pg_catalog."C",
    media_type text COLLATE pg_catalog."C",
    name text,
    size bigint,
    seconds integer,
    sha256 bytea,
    blob_id uuid,
    source jsonb,
    state text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    attempts smallint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT files_check CHECK (((state = 'ready'::text) = (blob_id IS NOT NULL))),
    CONSTRAINT files_media_kind_check CHECK ((media_kind = ANY (ARRAY['photo'::text, 'voice'::text, 'document'::text]))),
    CONSTRAINT files_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'ready'::text, 'failed'::text, 'too_large'::text])))
);

ALTER TABLE ONLY public.files FORCE ROW LEVEL SECURITY;

ALTER TABLE public.files OWNER TO okno_owner;

COMMENT ON TABLE public.files IS 'One stored file; `queued` = its bytes are still to be fetched from the channel. personal: yes. retention: orphans 24 hours, others until erasure of the client.';

CREATE TABLE public.followups (
    dealership_id uuid NOT NULL,
    follower text NOT NULL COLLATE pg_catalog."C",
    entry_id uuid NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    attempts smallint DEFAULT 0 NOT NULL,
    CONSTRAINT followups_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.followups FORCE ROW LEVEL SECURITY;

ALTER TABLE public.followups OWNER TO okno_owner;

COMMENT ON TABLE public.followups IS 'Journal entries a follower has still to read; a read one is deleted. personal: no. retention: until read.';

CREATE TABLE public.former_files (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    n smallint NOT NULL,
    file_id uuid NOT NULL,
    replaced_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.former_files FORCE ROW LEVEL SECURITY;

ALTER TABLE public.former_files OWNER TO okno_owner;

COMMENT ON TABLE public.former_files IS 'What stood in a place of a message before it was replaced by its sender. personal: ids. retention: until erasure.';

CREATE TABLE public.household_members (
    dealership_id uuid NOT NULL,
    household_id uuid NOT NULL,
    client_id uuid NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    from_at timestamp with time zone NOT NULL,
    added_by uuid,
    until_at timestamp with time zone,
    ended_by uuid,
    CONSTRAINT household_members_role_check CHECK ((role = ANY (ARRAY['partner'::text, 'parent'::text, 'child'::text, 'relative'::text, 'driver'::text, 'payer'::text, 'head'::text])))
);

ALTER TABLE ONLY public.household_members FORCE ROW LEVEL SECURITY;

ALTER TABLE public.household_members OWNER TO okno_owner;

COMMENT ON TABLE public.household_members IS 'Who belongs to a household in which role, from when to when. personal: yes. retention: until erasure of the client.';

CREATE TABLE public.households (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid
);

ALTER TABLE ONLY public.households FORCE ROW LEVEL SECURITY;

ALTER TABLE public.households OWNER TO okno_owner;

COMMENT ON TABLE public.households IS 'Clients who share a life and often a car. personal: ids only. retention: as its members.';

CREATE TABLE public.invitation_refusals (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_by uuid,
    undone_at timestamp with time zone
);

ALTER TABLE ONLY public.invitation_refusals FORCE ROW LEVEL SECURITY;

ALTER TABLE public.invitation_refusals OWNER TO okno_owner;

COMMENT ON TABLE public.invitation_refusals IS 'A client would rather not be connected, each time it was said or taken back. personal: yes. retention: until erasure of the client.';

CREATE TABLE public.invitations (
    dealership_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    client_id uuid NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    made_at timestamp with time zone NOT NULL,
    made_by uuid,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    contact_point_id uuid,
    id uuid,
    shared_at timestamp with time zone,
    shared_how text COLLATE pg_catalog."C",
    opened_at timestamp with time zone,
    other_card_at timestamp with time zone,
    CONSTRAINT invitations_channel_check CHECK ((channel = ANY (ARRAY['telegram'::text, 'web'::text]))),
    CONSTRAINT invitations_shared_how_check CHECK ((shared_how = ANY (ARRAY['sms'::text, 'share'::text, 'copy'::text, 'telegram'::text, 'qr'::text])))
);

ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.invitations OWNER TO okno_owner;

COMMENT ON TABLE public.invitations IS 'Personal links that let a client in, by hash. personal: ids. retention: 1 year.';

CREATE TABLE public.ladder_calls (
    dealership_id uuid NOT NULL,
    promise_id uuid NOT NULL,
    n integer NOT NULL,
    person_id uuid NOT NULL,
    step text NOT NULL COLLATE pg_catalog."C",
    urgency text NOT NULL COLLATE pg_catalog."C",
    woken boolean NOT NULL,
    due_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ladder_calls_step_check CHECK ((step = ANY (ARRAY['substitute'::text, 'owner'::text, 'pair'::text, 'duty'::text, 'supervisor'::text]))),
    CONSTRAINT ladder_calls_urgency_check CHECK ((urgency = ANY (ARRAY['now'::text, 'soon'::text, 'can_wait'::text])))
);

ALTER TABLE ONLY public.ladder_calls FORCE ROW LEVEL SECURITY;

ALTER TABLE public.ladder_calls OWNER TO okno_owner;

COMMENT ON TABLE public.ladder_calls IS 'Whom the house called about a client who waits, by which rung, and whether it took them out of their rest, which is paid for. personal: staff. retention: 10 years.';

COMMENT ON COLUMN public.ladder_calls.due_at IS 'The minute at which the rung had its turn; `at` is when it was called in fact.';

CREATE TABLE public.leases (
    name text NOT NULL COLLATE pg_catalog."C",
    holder uuid NOT NULL,
    until_at timestamp with time zone NOT NULL
);

ALTER TABLE public.leases OWNER TO okno_owner;

COMMENT ON TABLE public.leases IS 'Who runs a singleton now (a bot''s poller), by database time; and which house a bot serves. personal: no. retention: while held.';

CREATE TABLE public.message_files (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    n smallint NOT NULL,
    file_id uuid NOT NULL
);

ALTER TABLE ONLY public.message_files FORCE ROW LEVEL SECURITY;

ALTER TABLE public.message_files OWNER TO okno_owner;

COMMENT ON TABLE public.message_files IS 'Which files a message carries. personal: ids. retention: until erasure.';

CREATE TABLE public.message_parts (
    dealership_id uuid NOT NULL,
    source_key text NOT NULL COLLATE pg_catalog."C",
    message_id uuid NOT NULL,
    n smallint NOT NULL,
    text text NOT NULL,
    CONSTRAINT message_parts_n_check CHECK ((n > 0))
);

ALTER TABLE ONLY public.message_parts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.message_parts OWNER TO okno_owner;

COMMENT ON TABLE public.message_parts IS 'What a channel brought as several messages and is one, such as an album: its own key first, then each further part with its words. personal: yes. retention: until erasure.';

CREATE TABLE public.message_texts (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    n smallint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.message_texts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.message_texts OWNER TO okno_owner;

COMMENT ON TABLE public.message_texts IS 'Every version of a message''s words. personal: yes. retention: until erasure.';

CREATE TABLE public.messages (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    thread_seq bigint NOT NULL,
    direction text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    contact_point_id uuid,
    author_id uuid,
    phrase jsonb,
    source_key text COLLATE pg_catalog."C",
    reply_to uuid,
    latitude double precision,
    longitude double precision,
    channel_at timestamp with time zone,
    at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    quiet boolean DEFAULT false NOT NULL,
    CONSTRAINT messages_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text])))
);

ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;

ALTER TABLE public.messages OWNER TO okno_owner;

COMMENT ON TABLE public.messages IS 'Each thing said, in the order of its thread; `phrase` marks an automatic text. personal: yes. retention: until erasure.';

COMMENT ON COLUMN public.messages.quiet IS 'A tapped or typed answer that asks for nothing: it rings nobody.';

CREATE TABLE public.mutations (
    dealership_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    body_hash bytea NOT NULL,
    result bytea,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.mutations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.mutations OWNER TO okno_owner;

COMMENT ON TABLE public.mutations IS 'Acts applied once, with their answer for a repeat. personal: the answer may be. retention: 30 days.';

CREATE TABLE public.notices (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    client_id uuid,
    words jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    thread_id uuid
);

ALTER TABLE ONLY public.notices FORCE ROW LEVEL SECURITY;

ALTER TABLE public.notices OWNER TO okno_owner;

COMMENT ON TABLE public.notices IS 'What a person must learn that is no task: shown in the app until seen. personal: yes. retention: 90 days.';

COMMENT ON COLUMN public.notices.thread_id IS 'The talk that somebody is called to: a stranger has no card.';

CREATE TABLE public.odometer_readings (
    dealership_id uuid NOT NULL,
    car_id uuid NOT NULL,
    read_on date NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    km integer NOT NULL,
    set_aside_at timestamp with time zone,
    CONSTRAINT odometer_readings_km_check CHECK (((km >= 0) AND (km <= 2000000))),
    CONSTRAINT odometer_readings_source_check CHECK ((source = ANY (ARRAY['purchase'::text, 'service'::text, 'client'::text, 'manager'::text, 'import'::text])))
);

ALTER TABLE ONLY public.odometer_readings FORCE ROW LEVEL SECURITY;

ALTER TABLE public.odometer_readings OWNER TO okno_owner;

COMMENT ON TABLE public.odometer_readings IS 'Mileage of a car on a day, and who says so. personal: no. retention: as the car.';

CREATE TABLE public.own_accounts (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    person_id uuid NOT NULL,
    user_id bigint NOT NULL,
    connection text NOT NULL COLLATE pg_catalog."C",
    enabled boolean NOT NULL,
    can_reply boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    stopped_at timestamp with time zone
);

ALTER TABLE ONLY public.own_accounts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.own_accounts OWNER TO okno_owner;

COMMENT ON TABLE public.own_accounts IS 'A manager''s own messenger account as it is connected: by the messenger''s word, stopped by either side; it counts while it is the account they showed to be theirs. personal: staff. retention: while the person works here.';

COMMENT ON COLUMN public.own_accounts.changed_at IS 'When the messenger last said how the connection is.';

COMMENT ON COLUMN public.own_accounts.stopped_at IS 'Since when the house neither listens nor writes there, whatever the messenger says.';

CREATE TABLE public.own_chats (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    client_id uuid NOT NULL,
    listed_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    address_id uuid,
    until_at timestamp with time zone
);

ALTER TABLE ONLY public.own_chats FORCE ROW LEVEL SECURITY;

ALTER TABLE public.own_chats OWNER TO okno_owner;

COMMENT ON TABLE public.own_chats IS 'Which clients a manager lets in from the own account; no other chat of it is ever stored. personal: yes. retention: until erasure of the client.';

COMMENT ON COLUMN public.own_chats.until_at IS 'How long the manager may answer there: the channel counts from the client''s last word.';

CREATE TABLE public.own_lines (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    line text NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.own_lines FORCE ROW LEVEL SECURITY;

ALTER TABLE public.own_lines OWNER TO okno_owner;

COMMENT ON TABLE public.own_lines IS 'What a message is about, in one line of whoever answers: of a voice, so that it need not be heard again. The client never sees it. personal: words, staff. retention: with the messages.';

CREATE TABLE public.pairs (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    with_id uuid NOT NULL,
    since_at timestamp with time zone NOT NULL,
    CONSTRAINT pairs_check CHECK ((person_id <> with_id))
);

ALTER TABLE ONLY public.pairs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.pairs OWNER TO okno_owner;

COMMENT ON TABLE public.pairs IS 'Who answers the clients of whom: two rows for a pair, one for each of them, so nobody is in two. personal: ids. retention: while the pair lasts.';

CREATE TABLE public.passkeys (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    device text COLLATE pg_catalog."C",
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    session_id uuid
);

ALTER TABLE ONLY public.passkeys FORCE ROW LEVEL SECURITY;

ALTER TABLE public.passkeys OWNER TO okno_owner;

COMMENT ON TABLE public.passkeys IS 'Public halves of the passkeys by which a person signs in. personal: staff. retention: until the person removes it or leaves.';

COMMENT ON COLUMN public.passkeys.session_id IS 'Where it was made: a device that is lost takes its passkeys with it. NULL of those made before this was kept.';

CREATE TABLE public.persons (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    handle text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    address_form text NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    trade text COLLATE pg_catalog."C",
    language text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    deactivated_at timestamp with time zone,
    CONSTRAINT persons_handle_check CHECK ((handle ~ '^[a-z][a-z0-9_-]{1,31}$'::text)),
    CONSTRAINT persons_language_check CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text]))),
    CONSTRAINT persons_role_check CHECK ((role = ANY (ARRAY['manager'::text, 'specialist'::text, 'supervisor'::text, 'administrator'::text])))
);

ALTER TABLE ONLY public.persons FORCE ROW LEVEL SECURITY;

ALTER TABLE public.persons OWNER TO okno_owner;

COMMENT ON TABLE public.persons IS 'Who works here. personal: staff. retention: 5 years after leaving.';

CREATE TABLE public.promises (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    person_id uuid NOT NULL,
    by_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    basis jsonb NOT NULL,
    ended_at timestamp with time zone,
    ending text COLLATE pg_catalog."C",
    missed_at timestamp with time zone,
    new_by_at timestamp with time zone,
    CONSTRAINT promises_check CHECK (((ended_at IS NULL) = (ending IS NULL))),
    CONSTRAINT promises_ending_check CHECK ((ending = ANY (ARRAY['kept'::text, 'late'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.promises FORCE ROW LEVEL SECURITY;

ALTER TABLE public.promises OWNER TO okno_owner;

COMMENT ON TABLE public.promises IS 'Who answers whom by when, and how it ended. personal: ids. retention: 10 years.';

COMMENT ON COLUMN public.promises.new_by_at IS 'The later time the client was told before by_at passed. Whether it was kept is judged by by_at.';

CREATE TABLE public.questions (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    trade text NOT NULL COLLATE pg_catalog."C",
    asked_by uuid NOT NULL,
    words text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    by_at timestamp with time zone NOT NULL,
    state text DEFAULT 'open'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone,
    called smallint DEFAULT 0 NOT NULL,
    answer text,
    answered_by uuid,
    settled_at timestamp with time zone,
    CONSTRAINT questions_check CHECK (((state = 'open'::text) = (settled_at IS NULL))),
    CONSTRAINT questions_check1 CHECK (((state = 'answered'::text) = (answer IS NOT NULL))),
    CONSTRAINT questions_check2 CHECK (((answer IS NULL) = (answered_by IS NULL))),
    CONSTRAINT questions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'answered'::text, 'withdrawn'::text]))),
    CONSTRAINT questions_trade_check CHECK ((trade = ANY (ARRAY['credit'::text, 'service'::text, 'trade_in'::text, 'insurance'::text, 'accessories'::text])))
);

ALTER TABLE ONLY public.questions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.questions OWNER TO okno_owner;

COMMENT ON TABLE public.questions IS 'One question about a client to the people of a trade, with the time by which it is to be answered; the answer is for the owner to send. personal: client, staff, words. retention: until erasure.';

COMMENT ON COLUMN public.questions.due_at IS 'When somebody is next called about it; NULL: nobody more.';

CREATE TABLE public.read_marks (
    dealership_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.read_marks FORCE ROW LEVEL SECURITY;

ALTER TABLE public.read_marks OWNER TO okno_owner;

COMMENT ON TABLE public.read_marks IS 'How far a person has read a thread. personal: ids. retention: as the thread.';

CREATE TABLE public.receptions (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    person_id uuid NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    words text,
    at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT receptions_reason_check CHECK ((reason = ANY (ARRAY['came'::text, 'called'::text, 'asked'::text, 'other'::text])))
);

ALTER TABLE ONLY public.receptions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.receptions OWNER TO okno_owner;

COMMENT ON TABLE public.receptions IS 'A colleague received this client at the desk and sees the card until then. personal: yes (words). retention: 3 years.';

CREATE TABLE public.remote_ids (
    dealership_id uuid NOT NULL,
    address_id uuid NOT NULL,
    remote_id text NOT NULL COLLATE pg_catalog."C",
    thing_id uuid NOT NULL
);

ALTER TABLE ONLY public.remote_ids FORCE ROW LEVEL SECURITY;

ALTER TABLE public.remote_ids OWNER TO okno_owner;

COMMENT ON TABLE public.remote_ids IS 'What a channel calls the further pictures of an album that left as one delivery. personal: ids. retention: until erasure.';

CREATE TABLE public.repeats (
    dealership_id uuid NOT NULL,
    message_id uuid NOT NULL,
    how text NOT NULL COLLATE pg_catalog."C",
    client_id uuid NOT NULL,
    question_id uuid,
    person_id uuid,
    facts text[] DEFAULT '{}'::text[] NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    CONSTRAINT repeats_how_check CHECK ((how = ANY (ARRAY['told'::text, 'asked'::text])))
);

ALTER TABLE ONLY public.repeats FORCE ROW LEVEL SECURITY;

ALTER TABLE public.repeats OWNER TO okno_owner;

COMMENT ON TABLE public.repeats IS 'A client was asked what the house knows already: by the message that says so, theirs (told) or ours (asked). personal: client, staff. retention: with the messages.';

COMMENT ON COLUMN public.repeats.question_id IS 'Our message that asked; NULL: the client says so, and nobody had written before.';

COMMENT ON COLUMN public.repeats.facts IS 'Which facts the card held, where our own phone saw it: codes, no values.';

CREATE TABLE public.returns (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    person_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    words text,
    answered_at timestamp with time zone,
    CONSTRAINT returns_check CHECK (((words IS NULL) = (answered_at IS NULL)))
);

ALTER TABLE ONLY public.returns FORCE ROW LEVEL SECURITY;

ALTER TABLE public.returns OWNER TO okno_owner;

COMMENT ON TABLE public.returns IS 'What whoever stood in hands back to the owner of a client: asked when it is over, in their own words. personal: client, staff, words. retention: until erasure.';

CREATE TABLE public.schedule_days (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    on_date date NOT NULL
);

ALTER TABLE ONLY public.schedule_days FORCE ROW LEVEL SECURITY;

ALTER TABLE public.schedule_days OWNER TO okno_owner;

COMMENT ON TABLE public.schedule_days IS 'Dates on which the week does not hold, but the spans of that date alone; without any the day is off. personal: ids. retention: dropped with the first change after it passed.';

CREATE TABLE public.schedule_slots (
    job text NOT NULL COLLATE pg_catalog."C",
    scheduled_for timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone
);

ALTER TABLE public.schedule_slots OWNER TO okno_owner;

COMMENT ON TABLE public.schedule_slots IS 'Each occurrence of a scheduled job, claimed once. personal: no. retention: 90 days.';

CREATE TABLE public.schedule_spans (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    n smallint NOT NULL,
    weekday smallint,
    on_date date,
    from_minute smallint NOT NULL,
    until_minute smallint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT schedule_spans_check CHECK (((weekday IS NULL) <> (on_date IS NULL))),
    CONSTRAINT schedule_spans_check1 CHECK (((until_minute > from_minute) AND ((until_minute - from_minute) <= 1440))),
    CONSTRAINT schedule_spans_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439))),
    CONSTRAINT schedule_spans_kind_check CHECK ((kind = ANY (ARRAY['work'::text, 'duty'::text]))),
    CONSTRAINT schedule_spans_weekday_check CHECK (((weekday >= 0) AND (weekday <= 6)))
);

ALTER TABLE ONLY public.schedule_spans FORCE ROW LEVEL SECURITY;

ALTER TABLE public.schedule_spans OWNER TO okno_owner;

COMMENT ON TABLE public.schedule_spans IS 'When somebody is here: minutes of the wall clock since midnight of a day of the week (0 = Monday) or of a date; past 1440 they are of the next morning. personal: ids. retention: while they work here.';

CREATE TABLE public.schedules (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    version integer NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    own_week boolean DEFAULT true NOT NULL,
    CONSTRAINT schedules_version_check CHECK ((version >= 1))
);

ALTER TABLE ONLY public.schedules FORCE ROW LEVEL SECURITY;

ALTER TABLE public.schedules OWNER TO okno_owner;

COMMENT ON TABLE public.schedules IS 'Who keeps a schedule of their own, and its version: an edit made over another one is a conflict. personal: ids. retention: while they work here.';

COMMENT ON COLUMN public.schedules.own_week IS 'False: only dates differ; the week is the house''s, whatever it becomes.';

CREATE TABLE public.score_days (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    on_date date NOT NULL,
    score smallint NOT NULL,
    coverage smallint NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    weights_version smallint NOT NULL
);

ALTER TABLE ONLY public.score_days FORCE ROW LEVEL SECURITY;

ALTER TABLE public.score_days OWNER TO okno_owner;

COMMENT ON TABLE public.score_days IS 'The days on which a client''s score or status became another one; never rewritten. personal: ids and numbers. retention: until erasure of the client.';

CREATE TABLE public.scores (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    said_weight numeric DEFAULT 0 NOT NULL,
    said_value numeric DEFAULT 0 NOT NULL,
    did_weight numeric DEFAULT 0 NOT NULL,
    did_value numeric DEFAULT 0 NOT NULL,
    friction numeric DEFAULT 0 NOT NULL,
    care_weight numeric DEFAULT 0 NOT NULL,
    care_value numeric DEFAULT 0 NOT NULL,
    complaints integer DEFAULT 0 NOT NULL,
    act_at timestamp with time zone,
    nps_at timestamp with time zone,
    nps smallint,
    as_of timestamp with time zone NOT NULL,
    weights_version smallint NOT NULL,
    score double precision NOT NULL,
    coverage double precision NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    care double precision,
    lost_said double precision DEFAULT 0 NOT NULL,
    lost_did double precision DEFAULT 0 NOT NULL,
    lost_friction double precision DEFAULT 0 NOT NULL,
    lost_complaint double precision DEFAULT 0 NOT NULL,
    lost_said_unknown double precision DEFAULT 0 NOT NULL,
    lost_did_unknown double precision DEFAULT 0 NOT NULL,
    lost_silence double precision DEFAULT 0 NOT NULL,
    lost_red_line double precision DEFAULT 0 NOT NULL,
    CONSTRAINT scores_score_check CHECK (((score >= (0)::double precision) AND (score <= (100)::double precision))),
    CONSTRAINT scores_status_check CHECK ((status = ANY (ARRAY['loyal'::text, 'warm'::text, 'unproven'::text, 'at_risk'::text])))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.scores FORCE ROW LEVEL SECURITY;

ALTER TABLE public.scores OWNER TO okno_owner;

COMMENT ON TABLE public.scores IS 'Each client''s evidence summed up, and the index made of it at `as_of`, with the points lost by each part. personal: ids and numbers. retention: until erasure of the client; made again from the journal.';

CREATE TABLE public.search_keys (
    dealership_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    client_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT search_keys_kind_check CHECK ((kind = ANY (ARRAY['word'::text, 'phone'::text, 'plate'::text, 'region'::text, 'vin'::text])))
);

ALTER TABLE ONLY public.search_keys FORCE ROW LEVEL SECURITY;

ALTER TABLE public.search_keys OWNER TO okno_owner;

COMMENT ON TABLE public.search_keys IS 'Normalised words, reversed phone digits, plates, their numbers with regions, and reversed VINs that find a client by prefix, with the client''s owner. personal: yes. retention: until erasure.';

CREATE TABLE public.search_words (
    dealership_id uuid NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.search_words FORCE ROW LEVEL SECURITY;

ALTER TABLE public.search_words OWNER TO okno_owner;

COMMENT ON TABLE public.search_words IS 'The distinct words of all names of a house. personal: yes. retention: words no client has are swept.';

CREATE TABLE public.send_limits (
    dealership_id uuid NOT NULL,
    bucket text NOT NULL COLLATE pg_catalog."C",
    tokens double precision NOT NULL,
    refilled_at timestamp with time zone NOT NULL,
    paused_until timestamp with time zone
);

ALTER TABLE ONLY public.send_limits FORCE ROW LEVEL SECURITY;

ALTER TABLE public.send_limits OWNER TO okno_owner;

COMMENT ON TABLE public.send_limits IS 'Token buckets per chat and per bot, and pauses a channel asked for. personal: no. retention: while used.';

CREATE TABLE public.service_visits (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    car_id uuid NOT NULL,
    client_id uuid,
    at timestamp with time zone NOT NULL,
    kind text DEFAULT 'service'::text NOT NULL COLLATE pg_catalog."C",
    place text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    km integer,
    words text,
    made_at timestamp with time zone NOT NULL,
    made_by uuid,
    CONSTRAINT service_visits_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'repair'::text]))),
    CONSTRAINT service_visits_km_check CHECK (((km >= 0) AND (km <= 2000000))),
    CONSTRAINT service_visits_place_check CHECK ((place = ANY (ARRAY['here'::text, 'elsewhere'::text]))),
    CONSTRAINT service_visits_source_check CHECK ((source = ANY (ARRAY['import'::text, 'manager'::text, 'client'::text])))
);

ALTER TABLE ONLY public.service_visits FORCE ROW LEVEL SECURITY;

ALTER TABLE public.service_visits OWNER TO okno_owner;

COMMENT ON TABLE public.service_visits IS 'Each time a car was at a workshop, here or elsewhere, and who says so. personal: yes. retention: as the car; without its client after erasure.';

CREATE TABLE public.sessions (
    dealership_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    device text COLLATE pg_catalog."C",
    ended_how text COLLATE pg_catalog."C",
    emptied_at timestamp with time zone,
    passkey_id uuid,
    proved_at timestamp with time zone,
    CONSTRAINT sessions_ended_how_check CHECK ((ended_how = ANY (ARRAY['here'::text, 'elsewhere'::text, 'wipe'::text]))),
    CONSTRAINT sessions_kind_check CHECK ((kind = ANY (ARRAY['cookie'::text, 'bearer'::text])))
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sessions OWNER TO okno_owner;

COMMENT ON TABLE public.sessions IS 'Signed-in devices and script tokens, by the hash of their token. personal: staff. retention: 90 days after the end.';

COMMENT ON COLUMN public.sessions.device IS 'Browser and system by name, as its person knows it again; NULL where nothing was said.';

COMMENT ON COLUMN public.sessions.ended_how IS 'Signed out there, from another device, or wiped from another device; NULL while it stands and for whoever was put out.';

COMMENT ON COLUMN public.sessions.emptied_at IS 'When the wiped phone said that nothing is left on it.';

COMMENT ON COLUMN public.sessions.passkey_id IS 'The passkey that opened it; NULL where a link or a code did.';

COMMENT ON COLUMN public.sessions.proved_at IS 'When its person last proved again, by a passkey, that it is them.';

CREATE TABLE public.sign_in_links (
    dealership_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    kind text DEFAULT 'link'::text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT sign_in_links_kind_check CHECK ((kind = ANY (ARRAY['link'::text, 'code'::text, 'passkey'::text])))
);

ALTER TABLE ONLY public.sign_in_links FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sign_in_links OWNER TO okno_owner;

COMMENT ON TABLE public.sign_in_links IS 'One-time sign-in links, by hash. personal: staff. retention: 90 days.';

COMMENT ON COLUMN public.sign_in_links.kind IS 'A link, a code to type, or the spent question that a passkey answered.';

CREATE TABLE public.snoozes (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    person_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE ONLY public.snoozes FORCE ROW LEVEL SECURITY;

ALTER TABLE public.snoozes OWNER TO okno_owner;

COMMENT ON TABLE public.snoozes IS 'A wait that a person put aside until a time; the next word of the client, an answer or a second thought ends it. personal: staff. retention: with the thread.';

CREATE TABLE public.staff_accounts (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    handle text NOT NULL COLLATE pg_catalog."C",
    shown_name text,
    address_id uuid NOT NULL,
    linked_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.staff_accounts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.staff_accounts OWNER TO okno_owner;

COMMENT ON TABLE public.staff_accounts IS 'The messenger account a person showed to be theirs from their own signed-in phone, and where it is reached. personal: staff. retention: until the person unlinks it or leaves.';

CREATE TABLE public.staff_links (
    dealership_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.staff_links FORCE ROW LEVEL SECURITY;

ALTER TABLE public.staff_links OWNER TO okno_owner;

COMMENT ON TABLE public.staff_links IS 'One-time links by which a person says which messenger account is theirs, by hash. personal: staff. retention: 90 days.';

CREATE TABLE public.staff_phones (
    dealership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    phone text NOT NULL COLLATE pg_catalog."C",
    changed_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT staff_phones_phone_check CHECK ((phone ~ '^\+[0-9]{6,15}$'::text))
);

ALTER TABLE ONLY public.staff_phones FORCE ROW LEVEL SECURITY;

ALTER TABLE public.staff_phones OWNER TO okno_owner;

COMMENT ON TABLE public.staff_phones IS 'The number on which a colleague is rung when their turn on the ladder comes. personal: staff. retention: as long as they work here.';

CREATE TABLE public.stand_ins (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    person_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.stand_ins FORCE ROW LEVEL SECURITY;

ALTER TABLE public.stand_ins OWNER TO okno_owner;

COMMENT ON TABLE public.stand_ins IS 'Who sees and answers a colleague''s client for a while, because a promise named them. The owner stays. personal: client, staff. retention: until it is over.';

CREATE TABLE public.standards (
    dealership_id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    value jsonb NOT NULL,
    from_at timestamp with time zone NOT NULL,
    made_by uuid
);

ALTER TABLE ONLY public.standards FORCE ROW LEVEL SECURITY;

ALTER TABLE public.standards OWNER TO okno_owner;

COMMENT ON TABLE public.standards IS 'Every version of every house rule; the highest version is in force. personal: staff ids. retention: 10 years.';

CREATE TABLE public.substitutions (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    person_id uuid NOT NULL,
    by_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by uuid,
    CONSTRAINT substitutions_check CHECK ((owner_id <> person_id)),
    CONSTRAINT substitutions_check1 CHECK ((from_at <= until_at))
);

ALTER TABLE ONLY public.substitutions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.substitutions OWNER TO okno_owner;

COMMENT ON TABLE public.substitutions IS 'Who looks after a colleague''s clients from when until when, agreed by both. The owner stays. personal: staff. retention: 400 days.';

COMMENT ON COLUMN public.substitutions.until_at IS 'Cut to the moment at which somebody ended it before its time.';

CREATE TABLE public.surveys (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    instrument text NOT NULL COLLATE pg_catalog."C",
    visited_at timestamp with time zone NOT NULL,
    asked_at timestamp with time zone,
    skipped text COLLATE pg_catalog."C",
    answered_at timestamp with time zone,
    mark smallint,
    reader text COLLATE pg_catalog."C",
    CONSTRAINT surveys_check CHECK (((asked_at IS NULL) <> (skipped IS NULL))),
    CONSTRAINT surveys_check1 CHECK (((mark IS NULL) OR (answered_at IS NOT NULL))),
    CONSTRAINT surveys_instrument_check CHECK ((instrument = ANY (ARRAY['nps'::text, 'csat'::text, 'ces'::text]))),
    CONSTRAINT surveys_mark_check CHECK (((mark >= 0) AND (mark <= 10))),
    CONSTRAINT surveys_reader_check CHECK ((reader = ANY (ARRAY['owner'::text, 'supervisor'::text]))),
    CONSTRAINT surveys_skipped_check CHECK ((skipped = ANY (ARRAY['unreachable'::text, 'recent'::text, 'year'::text, 'low_mark'::text, 'complaint'::text, 'refused'::text])))
);

ALTER TABLE ONLY public.surveys FORCE ROW LEVEL SECURITY;

ALTER TABLE public.surveys OWNER TO okno_owner;

COMMENT ON TABLE public.surveys IS 'Each visit after which a client was asked, or why not, and the mark they gave. personal: yes. retention: until erasure of the client.';

CREATE TABLE public.tasks (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    client_id uuid,
    kind text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    words jsonb NOT NULL,
    because jsonb,
    due_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid,
    done_at timestamp with time zone,
    done_by uuid,
    outcome text COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.tasks FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tasks OWNER TO okno_owner;

COMMENT ON TABLE public.tasks IS 'What a person must do, once per kind and key. personal: yes. retention: until erasure of the client; done ones 3 years.';

CREATE TABLE public.telephony (
    dealership_id uuid NOT NULL,
    webhook_sealed bytea,
    hook_n integer DEFAULT 0 NOT NULL,
    hook_hash bytea,
    heard_at timestamp with time zone,
    changed_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.telephony FORCE ROW LEVEL SECURITY;

ALTER TABLE public.telephony OWNER TO okno_owner;

COMMENT ON TABLE public.telephony IS 'The telephony provider of the house: how it is asked for a call, and where it tells of a missed one. personal: ids. retention: for ever.';

COMMENT ON COLUMN public.telephony.webhook_sealed IS 'Address, headers and body of the request for a call, sealed: they hold the provider''s keys. NULL: no rung rings a phone.';

COMMENT ON COLUMN public.telephony.hook_n IS 'Which of the addresses made so far takes missed calls; its secret is made from it and the master key.';

COMMENT ON COLUMN public.telephony.hook_hash IS 'Of the address that takes missed calls; NULL: none does.';

COMMENT ON COLUMN public.telephony.heard_at IS 'When the provider last told of a call.';

CREATE TABLE public.templates (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid,
    title text NOT NULL,
    text text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL
);

ALTER TABLE ONLY public.templates FORCE ROW LEVEL SECURITY;

ALTER TABLE public.templates OWNER TO okno_owner;

COMMENT ON TABLE public.templates IS 'Texts with blanks that the card fills: the house''s own where there is no person, else that person''s. personal: staff. retention: until removed.';

CREATE TABLE public.threads (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    contact_point_id uuid,
    merged_into uuid,
    last_seq bigint DEFAULT 0 NOT NULL,
    waiting_since timestamp with time zone,
    greeted_at timestamp with time zone,
    last_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT threads_check CHECK (((client_id IS NOT NULL) OR (contact_point_id IS NOT NULL)))
);

ALTER TABLE ONLY public.threads FORCE ROW LEVEL SECURITY;

ALTER TABLE public.threads OWNER TO okno_owner;

COMMENT ON TABLE public.threads IS 'The one lifelong conversation of a client, or of a stranger until identity is known. personal: ids. retention: until erasure; strangers 90 days.';

CREATE TABLE public.timeline (
    dealership_id uuid NOT NULL,
    client_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    who_id uuid,
    ref_id uuid,
    words jsonb NOT NULL
);

ALTER TABLE ONLY public.timeline FORCE ROW LEVEL SECURITY;

ALTER TABLE public.timeline OWNER TO okno_owner;

COMMENT ON TABLE public.timeline IS 'What the card shows of a client''s history, as phrases. personal: yes. retention: until erasure of the client.';

CREATE TABLE public.touches (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    direction text COLLATE pg_catalog."C",
    outcome text COLLATE pg_catalog."C",
    words text,
    at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    next_step text,
    next_step_at timestamp with time zone,
    no_step boolean DEFAULT false NOT NULL,
    line_before jsonb,
    answered boolean DEFAULT false NOT NULL,
    waited_since timestamp with time zone,
    promise_id uuid,
    undone_at timestamp with time zone,
    CONSTRAINT touches_check CHECK (((kind = 'call'::text) = (direction IS NOT NULL))),
    CONSTRAINT touches_check1 CHECK (
CASE kind
    WHEN 'call'::text THEN ((outcome IS NOT NULL) AND (outcome = ANY (ARRAY['talked'::text, 'no_answer'::text, 'call_back'::text])))
    WHEN 'visit'::text THEN ((outcome IS NOT NULL) AND (outcome = ANY (ARRAY['came'::text, 'did_not_come'::text])))
    ELSE ((outcome IS NULL) AND (words IS NOT NULL))
END),
    CONSTRAINT touches_check2 CHECK ((answered = (waited_since IS NOT NULL))),
    CONSTRAINT touches_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
    CONSTRAINT touches_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'visit'::text, 'note'::text]))),
    CONSTRAINT touches_outcome_check CHECK ((outcome = ANY (ARRAY['talked'::text, 'no_answer'::text, 'call_back'::text, 'came'::text, 'did_not_come'::text])))
);

ALTER TABLE ONLY public.touches FORCE ROW LEVEL SECURITY;

ALTER TABLE public.touches OWNER TO okno_owner;

COMMENT ON TABLE public.touches IS 'Calls, visits and notes as people logged them, and what each changed, so that it can be undone. personal: yes. retention: until erasure of the client.';

CREATE TABLE public.transfer_clients (
    dealership_id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    client_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    message_id uuid,
    second_id uuid,
    returned_at timestamp with time zone
);

ALTER TABLE ONLY public.transfer_clients FORCE ROW LEVEL SECURITY;

ALTER TABLE public.transfer_clients OWNER TO okno_owner;

COMMENT ON TABLE public.transfer_clients IS 'Which clients a transfer moved, by which row of their owner history, what each was told of it, and of its undoing. personal: ids only. retention: 10 years.';

CREATE TABLE public.transfers (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    whole_book boolean NOT NULL,
    clients integer NOT NULL,
    announced boolean NOT NULL,
    over_capacity boolean NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    undone_at timestamp with time zone,
    undone_by uuid,
    CONSTRAINT transfers_check CHECK ((from_id <> to_id))
);

ALTER TABLE ONLY public.transfers FORCE ROW LEVEL SECURITY;

ALTER TABLE public.transfers OWNER TO okno_owner;

COMMENT ON TABLE public.transfers IS 'Each passing of clients from one manager to another; it can be undone for 24 hours. personal: staff ids. retention: 10 years.';

CREATE TABLE public.waivers (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    waited_since timestamp with time zone NOT NULL,
    promise_id uuid,
    at timestamp with time zone NOT NULL,
    by_person uuid NOT NULL,
    undone_at timestamp with time zone,
    undone_by uuid
);

ALTER TABLE ONLY public.waivers FORCE ROW LEVEL SECURITY;

ALTER TABLE public.waivers OWNER TO okno_owner;

COMMENT ON TABLE public.waivers IS '"Needs no answer": a wait ended without a reply, by whom, and its undoing. personal: ids. retention: 10 years.';

CREATE TABLE public.watches (
    dealership_id uuid NOT NULL,
    promise_id uuid NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL COLLATE pg_catalog."C",
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    tell_at timestamp with time zone,
    here_until timestamp with time zone NOT NULL,
    urgent_at timestamp with time zone,
    called integer DEFAULT 0 NOT NULL,
    call_at timestamp with time zone,
    soon_at timestamp with time zone,
    CONSTRAINT watches_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'over'::text])))
);

ALTER TABLE ONLY public.watches FORCE ROW LEVEL SECURITY;

ALTER TABLE public.watches OWNER TO okno_owner;

COMMENT ON TABLE public.watches IS 'What is still to be done about an open promise, and when it is next looked at: to tell the client, to hand it to who comes next, to say a new time, to call the ladder. personal: ids. retention: with the promise.';

COMMENT ON COLUMN public.watches.tell_at IS 'When the client is told who answers by when; NULL: they know.';

COMMENT ON COLUMN public.watches.here_until IS 'When the person it names goes, and somebody else has the turn.';

COMMENT ON COLUMN public.watches.call_at IS 'When the next rung of the ladder is called; NULL: not yet, or not any more.';

COMMENT ON COLUMN public.watches.soon_at IS 'Since when it is needed before the promised time: who is here sees it, nobody is woken.';

CREATE TABLE public.windows (
    dealership_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    client_id uuid NOT NULL,
    contact_point_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    endpoint text COLLATE pg_catalog."C",
    p256dh bytea,
    auth bytea,
    key_id text COLLATE pg_catalog."C",
    shown_at timestamp with time zone,
    ended_by uuid,
    CONSTRAINT windows_auth_check CHECK ((octet_length(auth) = 16)),
    CONSTRAINT windows_check CHECK ((num_nulls(endpoint, p256dh, auth, key_id) = ANY (ARRAY[0, 4]))),
    CONSTRAINT windows_p256dh_check CHECK ((octet_length(p256dh) = 65))
);

ALTER TABLE ONLY public.windows FORCE ROW LEVEL SECURITY;

ALTER TABLE public.windows OWNER TO okno_owner;

COMMENT ON TABLE public.windows IS 'A browser in which a client reads and writes their own talk: its cookie as a hash, and where it gets pushes if it wants any. personal: yes. retention: 90 days after it ended or was last used.';

COMMENT ON COLUMN public.windows.ended_by IS 'Who of the house ended it, for a phone that was lost; NULL where the client did.';

CREATE TABLE public.word_grams (
    dealership_id uuid NOT NULL,
    gram text NOT NULL COLLATE pg_catalog."C",
    word text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY public.word_grams FORCE ROW LEVEL SECURITY;

ALTER TABLE public.word_grams OWNER TO okno_owner;

COMMENT ON TABLE public.word_grams IS 'Pieces of those words, by which a misspelt one is still found. personal: yes. retention: as search_words.';

ALTER TABLE ONLY public.absences
    ADD CONSTRAINT absences_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_dealership_id_channel_account_id_destination_key UNIQUE (dealership_id, channel, account_id, destination);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (dealership_id, promise_id);

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_pkey PRIMARY KEY (dealership_id, source, key);

ALTER TABLE ONLY public.asks
    ADD CONSTRAINT asks_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.book_days
    ADD CONSTRAINT book_days_pkey PRIMARY KEY (dealership_id, owner_id, on_date);

ALTER TABLE ONLY public.book_lines
    ADD CONSTRAINT book_lines_pkey PRIMARY KEY (dealership_id, client_id);

ALTER TABLE ONLY public.bots
    ADD CONSTRAINT bots_dealership_id_remote_id_key UNIQUE (dealership_id, remote_id);

ALTER TABLE ONLY public.bots
    ADD CONSTRAINT bots_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.burst_marks
    ADD CONSTRAINT burst_marks_pkey PRIMARY KEY (dealership_id, message_id);

ALTER TABLE ONLY public.bursts
    ADD CONSTRAINT bursts_pkey PRIMARY KEY (dealership_id, message_id);

ALTER TABLE ONLY public.car_roles
    ADD CONSTRAINT car_roles_pkey PRIMARY KEY (dealership_id, car_id, client_id, role, from_on);

ALTER TABLE ONLY public.card_changes
    ADD CONSTRAINT card_changes_pkey PRIMARY KEY (dealership_id, client_id, field, at, id);

ALTER TABLE ONLY public.cars
    ADD CONSTRAINT cars_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.chains
    ADD CONSTRAINT chains_pkey PRIMARY KEY (dealership_id, message_id);

ALTER TABLE ONLY public.client_owners
    ADD CONSTRAINT client_owners_pkey PRIMARY KEY (dealership_id, client_id, from_at);

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (dealership_id, client_id, purpose, at);

ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.coverage_gaps
    ADD CONSTRAINT coverage_gaps_pkey PRIMARY KEY (dealership_id, on_date);

ALTER TABLE ONLY public.coverage_requests
    ADD CONSTRAINT coverage_requests_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.dealerships
    ADD CONSTRAINT dealerships_code_key UNIQUE (code);

ALTER TABLE ONLY public.dealerships
    ADD CONSTRAINT dealerships_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_dealership_id_thing_id_address_id_attempt_part_key UNIQUE (dealership_id, thing_id, address_id, attempt, part);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (dealership_id, person_id, thread_id);

ALTER TABLE ONLY public.due_events
    ADD CONSTRAINT due_events_dealership_id_car_id_client_id_kind_since_on_key UNIQUE (dealership_id, car_id, client_id, kind, since_on);

ALTER TABLE ONLY public.due_events
    ADD CONSTRAINT due_events_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (dealership_id, subject_id, topic);

ALTER TABLE ONLY public.feed_grants
    ADD CONSTRAINT feed_grants_pkey PRIMARY KEY (dealership_id, person_id, feed_id, from_at);

ALTER TABLE ONLY public.feed_rows
    ADD CONSTRAINT feed_rows_pkey PRIMARY KEY (dealership_id, feed_id, kind, row_id);

ALTER TABLE ONLY public.feeds
    ADD CONSTRAINT feeds_dealership_id_kind_subject_id_key UNIQUE (dealership_id, kind, subject_id);

ALTER TABLE ONLY public.feeds
    ADD CONSTRAINT feeds_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_dealership_id_blob_id_key UNIQUE (dealership_id, blob_id);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.followups
    ADD CONSTRAINT followups_pkey PRIMARY KEY (dealership_id, follower, entry_id);

ALTER TABLE ONLY public.former_files
    ADD CONSTRAINT former_files_pkey PRIMARY KEY (dealership_id, message_id, n, file_id);

ALTER TABLE ONLY public.household_members
    ADD CONSTRAINT household_members_pkey PRIMARY KEY (dealership_id, household_id, client_id, from_at);

ALTER TABLE ONLY public.households
    ADD CONSTRAINT households_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.invitation_refusals
    ADD CONSTRAINT invitation_refusals_pkey PRIMARY KEY (dealership_id, client_id, at);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (dealership_id, token_hash);

ALTER TABLE ONLY public.ladder_calls
    ADD CONSTRAINT ladder_calls_pkey PRIMARY KEY (dealership_id, promise_id, n, person_id);

ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.message_files
    ADD CONSTRAINT message_files_pkey PRIMARY KEY (dealership_id, message_id, n);

ALTER TABLE ONLY public.message_parts
    ADD CONSTRAINT message_parts_dealership_id_message_id_n_key UNIQUE (dealership_id, message_id, n);

ALTER TABLE ONLY public.message_parts
    ADD CONSTRAINT message_parts_pkey PRIMARY KEY (dealership_id, source_key);

ALTER TABLE ONLY public.message_texts
    ADD CONSTRAINT message_texts_pkey PRIMARY KEY (dealership_id, message_id, n);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_dealership_id_source_key_key UNIQUE (dealership_id, source_key);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_dealership_id_thread_id_thread_seq_key UNIQUE (dealership_id, thread_id, thread_seq);

ALTER TABLE public.messages
    ADD CONSTRAINT messages_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'photo'::text, 'voice'::text, 'document'::text, 'location'::text, 'contact'::text, 'other'::text, 'call'::text]))) NOT VALID;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.mutations
    ADD CONSTRAINT mutations_pkey PRIMARY KEY (dealership_id, actor_id, id);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.odometer_readings
    ADD CONSTRAINT odometer_readings_pkey PRIMARY KEY (dealership_id, car_id, read_on, source);

ALTER TABLE ONLY public.own_accounts
    ADD CONSTRAINT own_accounts_dealership_id_bot_id_person_id_key UNIQUE (dealership_id, bot_id, person_id);

ALTER TABLE ONLY public.own_accounts
    ADD CONSTRAINT own_accounts_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.own_chats
    ADD CONSTRAINT own_chats_pkey PRIMARY KEY (dealership_id, person_id, client_id);

ALTER TABLE ONLY public.own_lines
    ADD CONSTRAINT own_lines_pkey PRIMARY KEY (dealership_id, message_id);

ALTER TABLE ONLY public.pairs
    ADD CONSTRAINT pairs_dealership_id_with_id_key UNIQUE (dealership_id, with_id);

ALTER TABLE ONLY public.pairs
    ADD CONSTRAINT pairs_pkey PRIMARY KEY (dealership_id, person_id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_dealership_id_credential_id_key UNIQUE (dealership_id, credential_id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_dealership_id_handle_key UNIQUE (dealership_id, handle);

ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.promises
    ADD CONSTRAINT promises_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.read_marks
    ADD CONSTRAINT read_marks_pkey PRIMARY KEY (dealership_id, thread_id, person_id);

ALTER TABLE ONLY public.receptions
    ADD CONSTRAINT receptions_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.remote_ids
    ADD CONSTRAINT remote_ids_pkey PRIMARY KEY (dealership_id, address_id, remote_id);

ALTER TABLE ONLY public.repeats
    ADD CONSTRAINT repeats_pkey PRIMARY KEY (dealership_id, message_id);

ALTER TABLE ONLY public.returns
    ADD CONSTRAINT returns_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.schedule_days
    ADD CONSTRAINT schedule_days_pkey PRIMARY KEY (dealership_id, person_id, on_date);

ALTER TABLE ONLY public.schedule_slots
    ADD CONSTRAINT schedule_slots_pkey PRIMARY KEY (job, scheduled_for);

ALTER TABLE ONLY public.schedule_spans
    ADD CONSTRAINT schedule_spans_pkey PRIMARY KEY (dealership_id, person_id, n);

ALTER TABLE ONLY public.schedules
    ADD CONSTRAINT schedules_pkey PRIMARY KEY (dealership_id, person_id);

ALTER TABLE ONLY public.score_days
    ADD CONSTRAINT score_days_pkey PRIMARY KEY (dealership_id, client_id, on_date);

ALTER TABLE ONLY public.scores
    ADD CONSTRAINT scores_pkey PRIMARY KEY (dealership_id, client_id);

ALTER TABLE ONLY public.search_keys
    ADD CONSTRAINT search_keys_pkey PRIMARY KEY (dealership_id, kind, key, client_id);

ALTER TABLE ONLY public.search_words
    ADD CONSTRAINT search_words_pkey PRIMARY KEY (dealership_id, word);

ALTER TABLE ONLY public.send_limits
    ADD CONSTRAINT send_limits_pkey PRIMARY KEY (dealership_id, bucket);

ALTER TABLE ONLY public.service_visits
    ADD CONSTRAINT service_visits_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_dealership_id_id_key UNIQUE (dealership_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (dealership_id, token_hash);

ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_pkey PRIMARY KEY (dealership_id, token_hash);

ALTER TABLE ONLY public.snoozes
    ADD CONSTRAINT snoozes_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.staff_accounts
    ADD CONSTRAINT staff_accounts_dealership_id_channel_handle_key UNIQUE (dealership_id, channel, handle);

ALTER TABLE ONLY public.staff_accounts
    ADD CONSTRAINT staff_accounts_pkey PRIMARY KEY (dealership_id, person_id, channel);

ALTER TABLE ONLY public.staff_links
    ADD CONSTRAINT staff_links_pkey PRIMARY KEY (dealership_id, token_hash);

ALTER TABLE ONLY public.staff_phones
    ADD CONSTRAINT staff_phones_pkey PRIMARY KEY (dealership_id, person_id);

ALTER TABLE ONLY public.stand_ins
    ADD CONSTRAINT stand_ins_pkey PRIMARY KEY (dealership_id, client_id, person_id);

ALTER TABLE ONLY public.standards
    ADD CONSTRAINT standards_pkey PRIMARY KEY (dealership_id, name, version);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.surveys
    ADD CONSTRAINT surveys_dealership_id_visit_id_key UNIQUE (dealership_id, visit_id);

ALTER TABLE ONLY public.surveys
    ADD CONSTRAINT surveys_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_dealership_id_kind_key_key UNIQUE (dealership_id, kind, key);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.telephony
    ADD CONSTRAINT telephony_pkey PRIMARY KEY (dealership_id);

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.timeline
    ADD CONSTRAINT timeline_pkey PRIMARY KEY (dealership_id, client_id, at, id);

ALTER TABLE ONLY public.touches
    ADD CONSTRAINT touches_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.transfer_clients
    ADD CONSTRAINT transfer_clients_pkey PRIMARY KEY (dealership_id, transfer_id, client_id);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.waivers
    ADD CONSTRAINT waivers_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.watches
    ADD CONSTRAINT watches_pkey PRIMARY KEY (dealership_id, promise_id);

ALTER TABLE ONLY public.windows
    ADD CONSTRAINT windows_dealership_id_token_hash_key UNIQUE (dealership_id, token_hash);

ALTER TABLE ONLY public.windows
    ADD CONSTRAINT windows_pkey PRIMARY KEY (dealership_id, id);

ALTER TABLE ONLY public.word_grams
    ADD CONSTRAINT word_grams_pkey PRIMARY KEY (dealership_id, gram, word);

CREATE INDEX absences_of_person ON public.absences USING btree (dealership_id, person_id, from_at);

CREATE INDEX addresses_of_contact_point ON public.addresses USING btree (dealership_id, contact_point_id);

CREATE INDEX addresses_of_device ON public.addresses USING btree (dealership_id, device_id) WHERE (device_id IS NOT NULL);

CREATE INDEX alerts_due ON public.alerts USING btree (due_at, dealership_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX arrivals_age ON public.arrivals USING btree (dealership_id, arrived_at) WHERE (state <> 'queued'::text);

CREATE INDEX arrivals_due ON public.arrivals USING btree (due_at, dealership_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX arrivals_line ON public.arrivals USING btree (dealership_id, source, lane, place) WHERE (state = 'queued'::text);

CREATE INDEX arrivals_put_aside ON public.arrivals USING btree (dealership_id, arrived_at) WHERE (state = 'quarantined'::text);

CREATE INDEX asks_of_message ON public.asks USING btree (dealership_id, message_id);

CREATE INDEX asks_of_subject ON public.asks USING btree (dealership_id, subject_id, asked_at);

CREATE INDEX asks_open ON public.asks USING btree (dealership_id, client_id, asked_at) WHERE (answered_at IS NULL);

CREATE INDEX book_lines_of_owner ON public.book_lines USING btree (dealership_id, owner_id);

CREATE INDEX bursts_due ON public.bursts USING btree (due_at, dealership_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX bursts_judged ON public.bursts USING btree (dealership_id, judged_at) WHERE (judged_at IS NOT NULL);

CREATE INDEX car_roles_of_client ON public.car_roles USING btree (dealership_id, client_id);

CREATE UNIQUE INDEX cars_vin ON public.cars USING btree (dealership_id, vin) WHERE (vin IS NOT NULL);

CREATE INDEX chains_due ON public.chains USING btree (dealership_id, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX chains_of_client ON public.chains USING btree (dealership_id, client_id) WHERE (state <> 'over'::text);

CREATE INDEX clients_by_name ON public.clients USING btree (dealership_id, name_key, id) WHERE ((archived_at IS NULL) AND (name_key >= ''::text));

CREATE INDEX clients_of_owner ON public.clients USING btree (dealership_id, owner_id, name_key) WHERE (archived_at IS NULL);

CREATE INDEX complaints_of_client ON public.complaints USING btree (dealership_id, client_id, made_at);

CREATE INDEX complaints_open ON public.complaints USING btree (dealership_id, made_at) WHERE ((solved_at IS NULL) AND (withdrawn_at IS NULL));

CREATE UNIQUE INDEX contact_points_handle ON public.contact_points USING btree (dealership_id, kind, handle) WHERE (identifies AND (ended_at IS NULL) AND (handle IS NOT NULL));

CREATE INDEX contact_points_of_client ON public.contact_points USING btree (dealership_id, client_id) WHERE (client_id IS NOT NULL);

CREATE UNIQUE INDEX contact_points_once ON public.contact_points USING btree (dealership_id, client_id, phone) WHERE ((client_id IS NOT NULL) AND (phone IS NOT NULL) AND (ended_at IS NULL));

CREATE UNIQUE INDEX contact_points_phone ON public.contact_points USING btree (dealership_id, phone) WHERE (identifies AND (ended_at IS NULL) AND (phone IS NOT NULL));

CREATE INDEX contact_points_shared ON public.contact_points USING btree (dealership_id, phone) WHERE ((phone IS NOT NULL) AND (NOT identifies) AND (ended_at IS NULL));

CREATE INDEX coverage_requests_open ON public.coverage_requests USING btree (dealership_id, at) WHERE (state = 'open'::text);

CREATE INDEX deliveries_due ON public.deliveries USING btree (due_at, dealership_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX deliveries_in_trouble ON public.deliveries USING btree (dealership_id, settled_at) WHERE ((state = ANY (ARRAY['failed'::text, 'not_confirmed'::text])) AND (thing_kind <> 'push'::text));

CREATE INDEX deliveries_line ON public.deliveries USING btree (dealership_id, address_id, place) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX deliveries_pushed ON public.deliveries USING btree (dealership_id, settled_at) WHERE (thing_kind = 'push'::text);

CREATE INDEX deliveries_to_staff ON public.deliveries USING btree (dealership_id, settled_at) WHERE (thing_kind = ANY (ARRAY['alert'::text, 'staff'::text]));

CREATE INDEX devices_of_person ON public.devices USING btree (dealership_id, person_id, seen_at);

CREATE INDEX devices_of_session ON public.devices USING btree (dealership_id, session_id);

CREATE INDEX due_events_of_client ON public.due_events USING btree (dealership_id, client_id, expected_on);

CREATE INDEX due_events_to_remind ON public.due_events USING btree (dealership_id, remind_at) WHERE (remind_at IS NOT NULL);

CREATE INDEX entries_of_client ON public.entries USING btree (dealership_id, client_id, at) WHERE (client_id IS NOT NULL);

CREATE INDEX entries_of_removals ON public.entries USING btree (dealership_id, subject_id) WHERE (kind = ANY (ARRAY['template.removed'::text, 'passkey.removed'::text]));

CREATE INDEX evidence_of_client ON public.evidence USING btree (dealership_id, client_id, component, at);

CREATE INDEX feed_rows_since ON public.feed_rows USING btree (dealership_id, feed_id, seq);

CREATE INDEX files_due ON public.files USING btree (due_at, dealership_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX files_of_uploader ON public.files USING btree (dealership_id, uploaded_by, created_at) WHERE (uploaded_by IS NOT NULL);

CREATE INDEX files_orphans ON public.files USING btree (dealership_id, created_at) WHERE (thread_id IS NULL);

CREATE INDEX followups_due ON public.followups USING btree (due_at, dealership_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX former_files_of_file ON public.former_files USING btree (dealership_id, file_id);

CREATE UNIQUE INDEX household_of_client ON public.household_members USING btree (dealership_id, client_id) WHERE (until_at IS NULL);

CREATE UNIQUE INDEX invitations_id ON public.invitations USING btree (dealership_id, id);

CREATE INDEX invitations_of_client ON public.invitations USING btree (dealership_id, client_id);

CREATE INDEX ladder_calls_of_person ON public.ladder_calls USING btree (dealership_id, person_id, at);

CREATE INDEX message_files_of_file ON public.message_files USING btree (dealership_id, file_id);

CREATE INDEX messages_in_time ON public.messages USING btree (dealership_id, thread_id, at, id);

CREATE INDEX mutations_age ON public.mutations USING btree (dealership_id, at);

CREATE INDEX notices_of_person ON public.notices USING btree (dealership_id, person_id, at);

CREATE INDEX own_chats_of_client ON public.own_chats USING btree (dealership_id, client_id) WHERE (ended_at IS NULL);

CREATE INDEX passkeys_of_person ON public.passkeys USING btree (dealership_id, person_id);

CREATE INDEX promises_in_time ON public.promises USING btree (dealership_id, person_id, made_at);

CREATE INDEX promises_of_person ON public.promises USING btree (dealership_id, person_id, by_at) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX promises_open ON public.promises USING btree (dealership_id, thread_id) WHERE (ended_at IS NULL);

CREATE INDEX questions_answered_by ON public.questions USING btree (dealership_id, answered_by, settled_at) WHERE (state = 'answered'::text);

CREATE INDEX questions_due ON public.questions USING btree (dealership_id, due_at) WHERE (state = 'open'::text);

CREATE INDEX questions_of_client ON public.questions USING btree (dealership_id, client_id, asked_at);

CREATE INDEX questions_open ON public.questions USING btree (dealership_id, trade, by_at) WHERE (state = 'open'::text);

CREATE INDEX receptions_of_person ON public.receptions USING btree (dealership_id, person_id, until_at);

CREATE INDEX receptions_open ON public.receptions USING btree (dealership_id, client_id, person_id, until_at);

CREATE INDEX repeats_in_time ON public.repeats USING btree (dealership_id, at);

CREATE INDEX returns_of_client ON public.returns USING btree (dealership_id, client_id, asked_at);

CREATE INDEX returns_unanswered ON public.returns USING btree (dealership_id, client_id, person_id) WHERE (answered_at IS NULL);

CREATE INDEX scores_by_age ON public.scores USING btree (dealership_id, as_of);

CREATE INDEX search_keys_of_client ON public.search_keys USING btree (dealership_id, client_id, kind, key);

CREATE INDEX search_keys_of_owner ON public.search_keys USING btree (dealership_id, owner_id, kind, key, client_id);

CREATE INDEX service_visits_in_time ON public.service_visits USING btree (dealership_id, at);

CREATE INDEX service_visits_of_car ON public.service_visits USING btree (dealership_id, car_id, at);

CREATE INDEX service_visits_of_client ON public.service_visits USING btree (dealership_id, client_id, at) WHERE (client_id IS NOT NULL);

CREATE INDEX sessions_of_person ON public.sessions USING btree (dealership_id, person_id);

CREATE UNIQUE INDEX snoozes_open ON public.snoozes USING btree (dealership_id, thread_id) WHERE (ended_at IS NULL);

CREATE INDEX staff_links_of_person ON public.staff_links USING btree (dealership_id, person_id);

CREATE INDEX stand_ins_of_person ON public.stand_ins USING btree (dealership_id, person_id, until_at);

CREATE INDEX stand_ins_over ON public.stand_ins USING btree (dealership_id, until_at);

CREATE INDEX substitutions_unfinished ON public.substitutions USING btree (dealership_id, from_at) WHERE (ended_at IS NULL);

CREATE INDEX substitutions_until ON public.substitutions USING btree (dealership_id, until_at);

CREATE INDEX surveys_of_client ON public.surveys USING btree (dealership_id, client_id, asked_at);

CREATE INDEX tasks_of_client ON public.tasks USING btree (dealership_id, client_id) WHERE (done_at IS NULL);

CREATE INDEX tasks_open ON public.tasks USING btree (dealership_id, person_id, due_at) WHERE (done_at IS NULL);

CREATE INDEX templates_of_person ON public.templates USING btree (dealership_id, person_id);

CREATE INDEX threads_latest ON public.threads USING btree (dealership_id, last_at DESC NULLS LAST, id) WHERE ((merged_into IS NULL) AND (last_seq > 0));

CREATE UNIQUE INDEX threads_of_client ON public.threads USING btree (dealership_id, client_id) WHERE ((client_id IS NOT NULL) AND (merged_into IS NULL));

CREATE UNIQUE INDEX threads_of_stranger ON public.threads USING btree (dealership_id, contact_point_id) WHERE ((client_id IS NULL) AND (merged_into IS NULL));

CREATE INDEX threads_waiting ON public.threads USING btree (dealership_id, waiting_since) WHERE (waiting_since IS NOT NULL);

CREATE INDEX touches_of_client ON public.touches USING btree (dealership_id, client_id, at);

CREATE INDEX touches_of_person ON public.touches USING btree (dealership_id, made_by, at);

CREATE INDEX transfer_clients_of_client ON public.transfer_clients USING btree (dealership_id, client_id);

CREATE INDEX transfers_latest ON public.transfers USING btree (dealership_id, made_at);

CREATE INDEX waivers_of_thread ON public.waivers USING btree (dealership_id, thread_id, at);

CREATE INDEX watches_due ON public.watches USING btree (due_at, dealership_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX windows_by_endpoint ON public.windows USING btree (dealership_id, endpoint) WHERE (endpoint IS NOT NULL);

CREATE INDEX windows_of_client ON public.windows USING btree (dealership_id, client_id, seen_at);

ALTER TABLE ONLY public.absences
    ADD CONSTRAINT absences_dealership_id_made_by_fkey FOREIGN KEY (dealership_id, made_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.absences
    ADD CONSTRAINT absences_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT alerts_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT alerts_dealership_id_promise_id_fkey FOREIGN KEY (dealership_id, promise_id) REFERENCES public.promises(dealership_id, id);

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.asks
    ADD CONSTRAINT asks_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.asks
    ADD CONSTRAINT asks_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.asks
    ADD CONSTRAINT asks_dealership_id_thread_id_fkey FOREIGN KEY (dealership_id, thread_id) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.book_days
    ADD CONSTRAINT book_days_dealership_id_owner_id_fkey FOREIGN KEY (dealership_id, owner_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.book_lines
    ADD CONSTRAINT book_lines_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.bots
    ADD CONSTRAINT bots_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.burst_marks
    ADD CONSTRAINT burst_marks_dealership_id_made_by_fkey FOREIGN KEY (dealership_id, made_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.burst_marks
    ADD CONSTRAINT burst_marks_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.bursts(dealership_id, message_id);

ALTER TABLE ONLY public.bursts
    ADD CONSTRAINT bursts_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.car_roles
    ADD CONSTRAINT car_roles_dealership_id_car_id_fkey FOREIGN KEY (dealership_id, car_id) REFERENCES public.cars(dealership_id, id);

ALTER TABLE ONLY public.car_roles
    ADD CONSTRAINT car_roles_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.card_changes
    ADD CONSTRAINT card_changes_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.cars
    ADD CONSTRAINT cars_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.chains
    ADD CONSTRAINT chains_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.chains
    ADD CONSTRAINT chains_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.client_owners
    ADD CONSTRAINT client_owners_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.client_owners
    ADD CONSTRAINT client_owners_dealership_id_owner_id_fkey FOREIGN KEY (dealership_id, owner_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_dealership_id_owner_id_fkey FOREIGN KEY (dealership_id, owner_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_dealership_id_closed_by_fkey FOREIGN KEY (dealership_id, closed_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_dealership_id_heard_by_fkey FOREIGN KEY (dealership_id, heard_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_dealership_id_made_by_fkey FOREIGN KEY (dealership_id, made_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.coverage_requests
    ADD CONSTRAINT coverage_requests_dealership_id_by_id_fkey FOREIGN KEY (dealership_id, by_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.coverage_requests
    ADD CONSTRAINT coverage_requests_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_dealership_id_address_id_fkey FOREIGN KEY (dealership_id, address_id) REFERENCES public.addresses(dealership_id, id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_dealership_id_thread_id_fkey FOREIGN KEY (dealership_id, thread_id) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.due_events
    ADD CONSTRAINT due_events_dealership_id_car_id_fkey FOREIGN KEY (dealership_id, car_id) REFERENCES public.cars(dealership_id, id);

ALTER TABLE ONLY public.due_events
    ADD CONSTRAINT due_events_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.feed_grants
    ADD CONSTRAINT feed_grants_dealership_id_feed_id_fkey FOREIGN KEY (dealership_id, feed_id) REFERENCES public.feeds(dealership_id, id);

ALTER TABLE ONLY public.feed_rows
    ADD CONSTRAINT feed_rows_dealership_id_feed_id_fkey FOREIGN KEY (dealership_id, feed_id) REFERENCES public.feeds(dealership_id, id);

ALTER TABLE ONLY public.feeds
    ADD CONSTRAINT feeds_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.followups
    ADD CONSTRAINT followups_dealership_id_entry_id_fkey FOREIGN KEY (dealership_id, entry_id) REFERENCES public.entries(dealership_id, id);

ALTER TABLE ONLY public.former_files
    ADD CONSTRAINT former_files_dealership_id_file_id_fkey FOREIGN KEY (dealership_id, file_id) REFERENCES public.files(dealership_id, id);

ALTER TABLE ONLY public.former_files
    ADD CONSTRAINT former_files_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.household_members
    ADD CONSTRAINT household_members_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.household_members
    ADD CONSTRAINT household_members_dealership_id_household_id_fkey FOREIGN KEY (dealership_id, household_id) REFERENCES public.households(dealership_id, id);

ALTER TABLE ONLY public.households
    ADD CONSTRAINT households_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.invitation_refusals
    ADD CONSTRAINT invitation_refusals_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.ladder_calls
    ADD CONSTRAINT ladder_calls_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.ladder_calls
    ADD CONSTRAINT ladder_calls_dealership_id_promise_id_fkey FOREIGN KEY (dealership_id, promise_id) REFERENCES public.promises(dealership_id, id);

ALTER TABLE ONLY public.message_files
    ADD CONSTRAINT message_files_dealership_id_file_id_fkey FOREIGN KEY (dealership_id, file_id) REFERENCES public.files(dealership_id, id);

ALTER TABLE ONLY public.message_files
    ADD CONSTRAINT message_files_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.message_parts
    ADD CONSTRAINT message_parts_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.message_texts
    ADD CONSTRAINT message_texts_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_dealership_id_author_id_fkey FOREIGN KEY (dealership_id, author_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_dealership_id_thread_id_fkey FOREIGN KEY (dealership_id, thread_id) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.odometer_readings
    ADD CONSTRAINT odometer_readings_dealership_id_car_id_fkey FOREIGN KEY (dealership_id, car_id) REFERENCES public.cars(dealership_id, id);

ALTER TABLE ONLY public.own_accounts
    ADD CONSTRAINT own_accounts_dealership_id_bot_id_fkey FOREIGN KEY (dealership_id, bot_id) REFERENCES public.bots(dealership_id, id);

ALTER TABLE ONLY public.own_accounts
    ADD CONSTRAINT own_accounts_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.own_chats
    ADD CONSTRAINT own_chats_dealership_id_address_id_fkey FOREIGN KEY (dealership_id, address_id) REFERENCES public.addresses(dealership_id, id);

ALTER TABLE ONLY public.own_chats
    ADD CONSTRAINT own_chats_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.own_chats
    ADD CONSTRAINT own_chats_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.own_lines
    ADD CONSTRAINT own_lines_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.own_lines
    ADD CONSTRAINT own_lines_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.pairs
    ADD CONSTRAINT pairs_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.pairs
    ADD CONSTRAINT pairs_dealership_id_with_id_fkey FOREIGN KEY (dealership_id, with_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.promises
    ADD CONSTRAINT promises_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.promises
    ADD CONSTRAINT promises_dealership_id_thread_id_fkey FOREIGN KEY (dealership_id, thread_id) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_dealership_id_answered_by_fkey FOREIGN KEY (dealership_id, answered_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_dealership_id_asked_by_fkey FOREIGN KEY (dealership_id, asked_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.read_marks
    ADD CONSTRAINT read_marks_dealership_id_thread_id_fkey FOREIGN KEY (dealership_id, thread_id) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.receptions
    ADD CONSTRAINT receptions_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.receptions
    ADD CONSTRAINT receptions_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.remote_ids
    ADD CONSTRAINT remote_ids_dealership_id_address_id_fkey FOREIGN KEY (dealership_id, address_id) REFERENCES public.addresses(dealership_id, id);

ALTER TABLE ONLY public.repeats
    ADD CONSTRAINT repeats_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.repeats
    ADD CONSTRAINT repeats_dealership_id_message_id_fkey FOREIGN KEY (dealership_id, message_id) REFERENCES public.messages(dealership_id, id);

ALTER TABLE ONLY public.repeats
    ADD CONSTRAINT repeats_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.returns
    ADD CONSTRAINT returns_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.returns
    ADD CONSTRAINT returns_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.schedule_days
    ADD CONSTRAINT schedule_days_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.schedules(dealership_id, person_id);

ALTER TABLE ONLY public.schedule_spans
    ADD CONSTRAINT schedule_spans_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.schedules(dealership_id, person_id);

ALTER TABLE ONLY public.schedules
    ADD CONSTRAINT schedules_dealership_id_changed_by_fkey FOREIGN KEY (dealership_id, changed_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.schedules
    ADD CONSTRAINT schedules_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.score_days
    ADD CONSTRAINT score_days_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.scores
    ADD CONSTRAINT scores_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.search_keys
    ADD CONSTRAINT search_keys_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.search_words
    ADD CONSTRAINT search_words_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.service_visits
    ADD CONSTRAINT service_visits_dealership_id_car_id_fkey FOREIGN KEY (dealership_id, car_id) REFERENCES public.cars(dealership_id, id);

ALTER TABLE ONLY public.service_visits
    ADD CONSTRAINT service_visits_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.snoozes
    ADD CONSTRAINT snoozes_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.snoozes
    ADD CONSTRAINT snoozes_dealership_id_thread_id_fkey FOREIGN KEY (dealership_id, thread_id) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.staff_accounts
    ADD CONSTRAINT staff_accounts_dealership_id_address_id_fkey FOREIGN KEY (dealership_id, address_id) REFERENCES public.addresses(dealership_id, id);

ALTER TABLE ONLY public.staff_accounts
    ADD CONSTRAINT staff_accounts_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.staff_links
    ADD CONSTRAINT staff_links_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.staff_phones
    ADD CONSTRAINT staff_phones_dealership_id_changed_by_fkey FOREIGN KEY (dealership_id, changed_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.staff_phones
    ADD CONSTRAINT staff_phones_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.stand_ins
    ADD CONSTRAINT stand_ins_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.stand_ins
    ADD CONSTRAINT stand_ins_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.standards
    ADD CONSTRAINT standards_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_dealership_id_by_id_fkey FOREIGN KEY (dealership_id, by_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_dealership_id_ended_by_fkey FOREIGN KEY (dealership_id, ended_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_dealership_id_owner_id_fkey FOREIGN KEY (dealership_id, owner_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.substitutions
    ADD CONSTRAINT substitutions_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.surveys
    ADD CONSTRAINT surveys_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.surveys
    ADD CONSTRAINT surveys_dealership_id_visit_id_fkey FOREIGN KEY (dealership_id, visit_id) REFERENCES public.service_visits(dealership_id, id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.telephony
    ADD CONSTRAINT telephony_dealership_id_changed_by_fkey FOREIGN KEY (dealership_id, changed_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.telephony
    ADD CONSTRAINT telephony_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_dealership_id_changed_by_fkey FOREIGN KEY (dealership_id, changed_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_dealership_id_person_id_fkey FOREIGN KEY (dealership_id, person_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_dealership_id_contact_point_id_fkey FOREIGN KEY (dealership_id, contact_point_id) REFERENCES public.contact_points(dealership_id, id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_dealership_id_merged_into_fkey FOREIGN KEY (dealership_id, merged_into) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.touches
    ADD CONSTRAINT touches_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.touches
    ADD CONSTRAINT touches_dealership_id_made_by_fkey FOREIGN KEY (dealership_id, made_by) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.transfer_clients
    ADD CONSTRAINT transfer_clients_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.transfer_clients
    ADD CONSTRAINT transfer_clients_dealership_id_transfer_id_fkey FOREIGN KEY (dealership_id, transfer_id) REFERENCES public.transfers(dealership_id, id);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_dealership_id_fkey FOREIGN KEY (dealership_id) REFERENCES public.dealerships(id);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_dealership_id_from_id_fkey FOREIGN KEY (dealership_id, from_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_dealership_id_to_id_fkey FOREIGN KEY (dealership_id, to_id) REFERENCES public.persons(dealership_id, id);

ALTER TABLE ONLY public.waivers
    ADD CONSTRAINT waivers_dealership_id_thread_id_fkey FOREIGN KEY (dealership_id, thread_id) REFERENCES public.threads(dealership_id, id);

ALTER TABLE ONLY public.watches
    ADD CONSTRAINT watches_dealership_id_promise_id_fkey FOREIGN KEY (dealership_id, promise_id) REFERENCES public.promises(dealership_id, id);

ALTER TABLE ONLY public.windows
    ADD CONSTRAINT windows_dealership_id_client_id_fkey FOREIGN KEY (dealership_id, client_id) REFERENCES public.clients(dealership_id, id);

ALTER TABLE ONLY public.windows
    ADD CONSTRAINT windows_dealership_id_contact_point_id_fkey FOREIGN KEY (dealership_id, contact_point_id) REFERENCES public.contact_points(dealership_id, id);

ALTER TABLE ONLY public.word_grams
    ADD CONSTRAINT word_grams_dealership_id_word_fkey FOREIGN KEY (dealership_id, word) REFERENCES public.search_words(dealership_id, word) ON DELETE CASCADE;

ALTER TABLE public.absences ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.addresses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.alerts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.arrivals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.asks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.book_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.book_lines ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bots ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.burst_marks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bursts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.car_roles ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.card_changes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.cars ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.chains ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.client_owners ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.complaints ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.consents ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.contact_points ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.coverage_gaps ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.coverage_requests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.deliveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.devices ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.drafts ENABLE ROW LEVEL SECURITY;

CREATE POLICY due ON public.alerts FOR SELECT TO okno_worker USING (((state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (current_setting('app.queues'::text, true) = 'on'::text)));

CREATE POLICY due ON public.arrivals FOR SELECT TO okno_worker USING (((state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (current_setting('app.queues'::text, true) = 'on'::text)));

CREATE POLICY due ON public.bursts FOR SELECT TO okno_worker USING (((state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (current_setting('app.queues'::text, true) = 'on'::text)));

CREATE POLICY due ON public.deliveries FOR SELECT TO okno_worker USING (((state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (current_setting('app.queues'::text, true) = 'on'::text)));

CREATE POLICY due ON public.files FOR SELECT TO okno_worker USING (((state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (current_setting('app.queues'::text, true) = 'on'::text)));

CREATE POLICY due ON public.followups FOR SELECT TO okno_worker USING (((state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (current_setting('app.queues'::text, true) = 'on'::text)));

CREATE POLICY due ON public.watches FOR SELECT TO okno_worker USING (((state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (current_setting('app.queues'::text, true) = 'on'::text)));

ALTER TABLE public.due_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.entries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.evidence ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.feed_grants ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.feed_rows ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.feeds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.files ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.followups ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.former_files ENABLE ROW LEVEL SECURITY;

CREATE POLICY house ON public.absences USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.addresses USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.alerts USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.arrivals USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.asks USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.book_days USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.book_lines USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.bots USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.burst_marks USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.bursts USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.car_roles USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.card_changes USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.cars USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.chains USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.client_owners USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.clients USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.complaints USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.consents USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.contact_points USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.coverage_gaps USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.coverage_requests USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.deliveries USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.devices USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.drafts USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.due_events USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.entries USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.evidence USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.feed_grants USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.feed_rows USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.feeds USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.files USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.followups USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.former_files USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.household_members USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.households USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.invitation_refusals USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.invitations USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.ladder_calls USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.message_files USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.message_parts USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.message_texts USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.messages USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.mutations USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.notices USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.odometer_readings USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.own_accounts USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.own_chats USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.own_lines USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.pairs USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.passkeys USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.persons USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.promises USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.questions USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.read_marks USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.receptions USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.remote_ids USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.repeats USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.returns USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.schedule_days USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.schedule_spans USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.schedules USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.score_days USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.scores USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.search_keys USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.search_words USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.send_limits USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.service_visits USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.sessions USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.sign_in_links USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.snoozes USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.staff_accounts USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.staff_links USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.staff_phones USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.stand_ins USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.standards USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.substitutions USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.surveys USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.tasks USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.telephony USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.templates USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.threads USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.timeline USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.touches USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.transfer_clients USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.transfers USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.waivers USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.watches USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.windows USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

CREATE POLICY house ON public.word_grams USING ((dealership_id = public.current_dealership())) WITH CHECK ((dealership_id = public.current_dealership()));

ALTER TABLE public.household_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.households ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.invitation_refusals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.ladder_calls ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message_files ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message_parts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message_texts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.mutations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.notices ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.odometer_readings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.own_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.own_chats ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.own_lines ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.pairs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.passkeys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.persons ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.promises ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.questions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.read_marks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.receptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.remote_ids ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.repeats ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.returns ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.schedule_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.schedule_spans ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.schedules ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.score_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.scores ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.search_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.search_words ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.send_limits ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.service_visits ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sign_in_links ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.snoozes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.staff_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.staff_links ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.staff_phones ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.stand_ins ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.standards ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.substitutions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.surveys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.telephony ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.templates ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.threads ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.timeline ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.touches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transfer_clients ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transfers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.waivers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.watches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.windows ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.word_grams ENABLE ROW LEVEL SECURITY;

GRANT ALL ON SCHEMA public TO okno_owner;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.absences TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.absences TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.absences TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.addresses TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.addresses TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.addresses TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.alerts TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.alerts TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.alerts TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.arrivals TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.arrivals TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.arrivals TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.asks TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.asks TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.asks TO okno_tools;

GRANT SELECT,INSERT ON TABLE public.book_days TO okno_app;
GRANT SELECT,INSERT ON TABLE public.book_days TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.book_days TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.book_lines TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.book_lines TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.book_lines TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bots TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bots TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.bots TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.burst_marks TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.burst_marks TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.burst_marks TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bursts TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bursts TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.bursts TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.car_roles TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.car_roles TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.car_roles TO okno_tools;

GRANT SELECT,INSERT ON TABLE public.card_changes TO okno_app;
GRANT SELECT,INSERT ON TABLE public.card_changes TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.card_changes TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cars TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cars TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.cars TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.chains TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.chains TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.chains TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.client_owners TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.client_owners TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.client_owners TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.clients TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.complaints TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.complaints TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.complaints TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.consents TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.consents TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.consents TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.contact_points TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.contact_points TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.contact_points TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.coverage_gaps TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.coverage_gaps TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.coverage_gaps TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.coverage_requests TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.coverage_requests TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.coverage_requests TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dealerships TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dealerships TO okno_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dealerships TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.deliveries TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.deliveries TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.deliveries TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.devices TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.devices TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.devices TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.drafts TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.drafts TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.drafts TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.due_events TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.due_events TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.due_events TO okno_tools;

GRANT SELECT,INSERT ON TABLE public.entries TO okno_app;
GRANT SELECT,INSERT ON TABLE public.entries TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.entries TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.evidence TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.evidence TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.evidence TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed_grants TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed_grants TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.feed_grants TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed_rows TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed_rows TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.feed_rows TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feeds TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feeds TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.feeds TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.files TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.files TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.files TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.followups TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.followups TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.followups TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.former_files TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.former_files TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.former_files TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.household_members TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.household_members TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.household_members TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.households TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.households TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.households TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitation_refusals TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitation_refusals TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.invitation_refusals TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitations TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitations TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.invitations TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ladder_calls TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ladder_calls TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.ladder_calls TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.leases TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.leases TO okno_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.leases TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message_files TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message_files TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.message_files TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message_parts TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message_parts TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.message_parts TO okno_tools;

GRANT SELECT,INSERT ON TABLE public.message_texts TO okno_app;
GRANT SELECT,INSERT ON TABLE public.message_texts TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.message_texts TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messages TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messages TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.messages TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mutations TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mutations TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.mutations TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notices TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notices TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.notices TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.odometer_readings TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.odometer_readings TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.odometer_readings TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.own_accounts TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.own_accounts TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.own_accounts TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.own_chats TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.own_chats TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.own_chats TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.own_lines TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.own_lines TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.own_lines TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.pairs TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.pairs TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.pairs TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkeys TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkeys TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.passkeys TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.persons TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.persons TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.persons TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.promises TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.promises TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.promises TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.questions TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.questions TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.questions TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.read_marks TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.read_marks TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.read_marks TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.receptions TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.receptions TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.receptions TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.remote_ids TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.remote_ids TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.remote_ids TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.repeats TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.repeats TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.repeats TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.returns TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.returns TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.returns TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_days TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_days TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.schedule_days TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_slots TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_slots TO okno_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_slots TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_spans TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedule_spans TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.schedule_spans TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedules TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schedules TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.schedules TO okno_tools;

GRANT SELECT,INSERT ON TABLE public.score_days TO okno_app;
GRANT SELECT,INSERT ON TABLE public.score_days TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.score_days TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scores TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scores TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.scores TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.search_keys TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.search_keys TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.search_keys TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.search_words TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.search_words TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.search_words TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.send_limits TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.send_limits TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.send_limits TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.service_visits TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.service_visits TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.service_visits TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.sessions TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_links TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_links TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.sign_in_links TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.snoozes TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.snoozes TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.snoozes TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_accounts TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_accounts TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.staff_accounts TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_links TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_links TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.staff_links TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_phones TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_phones TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.staff_phones TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stand_ins TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stand_ins TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.stand_ins TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.standards TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.standards TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.standards TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.substitutions TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.substitutions TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.substitutions TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.surveys TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.surveys TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.surveys TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tasks TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tasks TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.tasks TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.telephony TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.telephony TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.telephony TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.templates TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.templates TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.templates TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.threads TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.threads TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.threads TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.timeline TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.timeline TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.timeline TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.touches TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.touches TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.touches TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.transfer_clients TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.transfer_clients TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.transfer_clients TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.transfers TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.transfers TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.transfers TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.waivers TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.waivers TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.waivers TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.watches TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.watches TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.watches TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.windows TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.windows TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.windows TO okno_tools;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.word_grams TO okno_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.word_grams TO okno_worker;
GRANT SELECT,INSERT,DELETE,TRUNCATE,UPDATE ON TABLE public.word_grams TO okno_tools;
