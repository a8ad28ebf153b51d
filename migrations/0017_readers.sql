-- What readers say about a published comment, and the comment that stands first in its discussion.

-- `once_key` is the mark of who reported what: an account, else a network's pseudonym of the day. `weight` in hundredths.
-- A report is kept to its day.
CREATE TABLE reports (
    id           TEXT PRIMARY KEY NOT NULL,
    comment_id   TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    account_id   TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    once_key     TEXT NOT NULL,
    rule_number  INTEGER,
    rule_version INTEGER,
    words        TEXT,
    weight       INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
    settled_by   TEXT,
    created_at   {{instant}} NOT NULL
);
CREATE UNIQUE INDEX reports_once_key ON reports (once_key);
CREATE INDEX reports_state ON reports (state, created_at, id);
CREATE INDEX reports_comment_id ON reports (comment_id, state);
CREATE INDEX reports_account_id ON reports (account_id, state);
CREATE INDEX reports_created_at ON reports (created_at);

ALTER TABLE discussions ADD COLUMN pinned_comment TEXT;
