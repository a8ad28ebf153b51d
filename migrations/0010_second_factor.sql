-- Second factors, sign-ins that wait for one, changes of address, and names that are kept while an address is confirmed.

-- Since when the account's owner is staff: a second factor that is older than that must be set up anew.
ALTER TABLE accounts ADD COLUMN staff_since {{instant}};

-- One for each account, under its id. The secret is sealed under the key file; `last_step` is the last 30 seconds whose
-- code was taken.
CREATE TABLE authenticators (
    id           TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    secret_sealed {{blob}} NOT NULL,
    last_step    BIGINT NOT NULL,
    created_at   {{instant}} NOT NULL
);

-- A code that was used is gone.
CREATE TABLE recovery_codes (
    digest       TEXT PRIMARY KEY NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX recovery_codes_account_id ON recovery_codes (account_id);

-- Somebody proved the password and owes the second factor.
CREATE TABLE pending_sign_ins (
    digest       TEXT PRIMARY KEY NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    version      BIGINT NOT NULL,
    lane         TEXT NOT NULL,
    tries        BIGINT NOT NULL,
    expires_at   {{instant}} NOT NULL
);
CREATE INDEX pending_sign_ins_account_id ON pending_sign_ins (account_id);
CREATE INDEX pending_sign_ins_expires_at ON pending_sign_ins (expires_at);

-- One change of address under way for each account, under its id: the new address confirms it, the old one agrees or stops it.
CREATE TABLE email_changes (
    id           TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    email_key    TEXT NOT NULL,
    email_sealed {{blob}} NOT NULL,
    new_digest   TEXT,
    old_digest   TEXT,
    confirmed_at {{instant}},
    agreed_at    {{instant}},
    created_at   {{instant}} NOT NULL,
    expires_at   {{instant}} NOT NULL
);
CREATE UNIQUE INDEX email_changes_new_digest ON email_changes (new_digest);
CREATE UNIQUE INDEX email_changes_old_digest ON email_changes (old_digest);
CREATE INDEX email_changes_expires_at ON email_changes (expires_at);

-- Names that somebody registered with an address that had an account already: taken for as long as an unconfirmed
-- account would take them, so that nobody learns from the name whether the address is known.
CREATE TABLE reserved_names (
    name_key     TEXT PRIMARY KEY NOT NULL,
    created_at   {{instant}} NOT NULL
);
CREATE INDEX reserved_names_created_at ON reserved_names (created_at);
