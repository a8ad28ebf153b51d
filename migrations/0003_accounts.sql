-- People with an account. Addresses are sealed; they are found by a keyed hash.

CREATE TABLE accounts (
    id             TEXT PRIMARY KEY NOT NULL,
    email_key      TEXT NOT NULL,
    email_sealed   {{blob}} NOT NULL,
    public_name    TEXT NOT NULL,
    name_key       TEXT NOT NULL,
    password_hash  TEXT,
    role           TEXT NOT NULL CHECK (role IN ('reader', 'moderator', 'editor', 'admin')),
    confirmed_at   {{instant}},
    disabled_at    {{instant}},
    version        BIGINT NOT NULL,
    created_at     {{instant}} NOT NULL
);
CREATE UNIQUE INDEX accounts_email_key ON accounts (email_key);
CREATE UNIQUE INDEX accounts_name_key ON accounts (name_key);
CREATE INDEX accounts_role ON accounts (role, created_at);

CREATE TABLE sessions (
    digest             TEXT PRIMARY KEY NOT NULL,
    account_id         TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    browser            TEXT NOT NULL,
    created_at         {{instant}} NOT NULL,
    last_used_at       {{instant}} NOT NULL,
    authenticated_at   {{instant}} NOT NULL,
    ends_at            {{instant}} NOT NULL
);
CREATE INDEX sessions_account_id ON sessions (account_id);
CREATE INDEX sessions_ends_at ON sessions (ends_at);

-- Links that were mailed or printed: confirm an address, set a new password, become the first admin.
CREATE TABLE account_links (
    digest       TEXT PRIMARY KEY NOT NULL,
    purpose      TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset', 'first_admin', 'recover')),
    account_id   TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    created_at   {{instant}} NOT NULL,
    expires_at   {{instant}} NOT NULL
);
CREATE INDEX account_links_account_id ON account_links (account_id, purpose);
CREATE INDEX account_links_expires_at ON account_links (expires_at);

CREATE TABLE invitations (
    id           TEXT PRIMARY KEY NOT NULL,
    digest       TEXT,
    email_key    TEXT NOT NULL,
    email_sealed {{blob}} NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('moderator', 'editor', 'admin')),
    invited_by   TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    created_at   {{instant}} NOT NULL,
    expires_at   {{instant}} NOT NULL,
    accepted_at  {{instant}},
    revoked_at   {{instant}}
);
CREATE UNIQUE INDEX invitations_digest ON invitations (digest);
CREATE INDEX invitations_email_key ON invitations (email_key);
CREATE INDEX invitations_created_at ON invitations (created_at);
