-- What the owner of an account may not do with it, why, and what they say against that.

-- `number` counts the sanctions of one account; `order_key` is the account with that number, so that of two moderators who
-- decide on what both of them saw one comes second. `until`: when it ends, by the clock; of a proposal, when it lapses; a
-- ban has none. `days`: for how many it was meant; a ban has none.
CREATE TABLE sanctions (
    id           TEXT PRIMARY KEY NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    order_key    TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('warning', 'slow', 'hold', 'suspension', 'ban')),
    days         INTEGER,
    state        TEXT NOT NULL CHECK (state IN ('proposed', 'imposed', 'refused', 'lifted')),
    rule_number  INTEGER NOT NULL,
    rule_version INTEGER NOT NULL,
    words        TEXT,
    imposed_by   TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    confirmed_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    begun_at     {{instant}} NOT NULL,
    until        {{instant}},
    appeal       TEXT CHECK (appeal IN ('open', 'upheld', 'overturned')),
    appeal_words TEXT,
    answer       TEXT,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX sanctions_order_key ON sanctions (order_key);
CREATE INDEX sanctions_account_id ON sanctions (account_id, number);
CREATE INDEX sanctions_state ON sanctions (state, begun_at, id);
CREATE INDEX sanctions_appeal ON sanctions (appeal, begun_at, id);
CREATE INDEX sanctions_until ON sanctions (until);
CREATE INDEX sanctions_imposed_by ON sanctions (imposed_by);
CREATE INDEX sanctions_confirmed_by ON sanctions (confirmed_by);
