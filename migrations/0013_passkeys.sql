-- Passkeys, the second factor beside the app; and addresses that were an account's until lately.

-- Any number for each account. What its owner calls it, for which address of the site it is, its public key and the day of
-- its last use are sealed under the key file; the key is the digest of its random id, which no two accounts may share.
CREATE TABLE passkeys (
    id             TEXT PRIMARY KEY NOT NULL,
    account_id     TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    credential_key TEXT NOT NULL,
    passkey_sealed {{blob}} NOT NULL,
    created_at     {{instant}} NOT NULL
);
CREATE UNIQUE INDEX passkeys_credential_key ON passkeys (credential_key);
CREATE INDEX passkeys_account_id ON passkeys (account_id);

-- Kept for a day after a change, so that the letter to the old address finds it.
CREATE TABLE former_addresses (
    id             TEXT PRIMARY KEY NOT NULL,
    account_id     TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    email_sealed   {{blob}} NOT NULL,
    expires_at     {{instant}} NOT NULL
);
CREATE INDEX former_addresses_account_id ON former_addresses (account_id);
CREATE INDEX former_addresses_expires_at ON former_addresses (expires_at);
