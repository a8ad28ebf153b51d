-- What the house itself keeps: work by the clock, long work in steps, limits, the day's salt, spent tokens.

CREATE TABLE duties (
    name         TEXT PRIMARY KEY NOT NULL,
    due_at       {{instant}} NOT NULL,
    leased_by    TEXT,
    leased_until {{instant}},
    ran_at       {{instant}},
    outcome      TEXT
);

CREATE TABLE jobs (
    id           TEXT PRIMARY KEY NOT NULL,
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    payload      TEXT NOT NULL,
    cursor       TEXT NOT NULL,
    done         BIGINT NOT NULL,
    total        BIGINT,
    leased_by    TEXT,
    leased_until {{instant}},
    failure      TEXT,
    created_at   {{instant}} NOT NULL,
    updated_at   {{instant}} NOT NULL
);
CREATE INDEX jobs_state ON jobs (state, created_at);

-- A leaky bucket a row: the instant at which the bucket will be empty again.
CREATE TABLE limits (
    bucket   TEXT PRIMARY KEY NOT NULL,
    empty_at {{instant}} NOT NULL
);
CREATE INDEX limits_empty_at ON limits (empty_at);

-- Thirty-two random bytes a day; the row goes after 48 hours, and with it every pseudonym of that day.
CREATE TABLE daily_salts (
    day  TEXT PRIMARY KEY NOT NULL,
    salt {{blob}} NOT NULL
);

-- Private form tokens that were used: each is good once.
CREATE TABLE spent_tokens (
    digest     TEXT PRIMARY KEY NOT NULL,
    expires_at {{instant}} NOT NULL
);
CREATE INDEX spent_tokens_expires_at ON spent_tokens (expires_at);

-- Append-only: what people with a role did.
CREATE TABLE audit_entries (
    id          TEXT PRIMARY KEY NOT NULL,
    at          {{instant}} NOT NULL,
    actor_kind  TEXT NOT NULL CHECK (actor_kind IN ('account', 'terminal', 'program')),
    actor_id    TEXT,
    deed        TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    detail      TEXT NOT NULL
);
CREATE INDEX audit_entries_at ON audit_entries (at, id);
CREATE INDEX audit_entries_target ON audit_entries (target_kind, target_id);

-- only sqlite
CREATE TRIGGER audit_entries_keep_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
CREATE TRIGGER audit_entries_keep_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
-- end
-- only postgres
CREATE FUNCTION audit_entries_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$;
CREATE TRIGGER audit_entries_keep_rows BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_keep();
CREATE TRIGGER audit_entries_keep_table BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_keep();
-- end
