-- Passkeys, the second factor beside the app.

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
