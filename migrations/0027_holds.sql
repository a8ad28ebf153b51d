-- Comments whose words must be kept for a court.

-- `id`: of this hold and of no later one on the comment. `until`: the last day. `asked`: that the words were to be erased meanwhile, which happens at the end.
CREATE TABLE holds (
    comment_id TEXT PRIMARY KEY NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    reason     TEXT NOT NULL,
    until      {{instant}} NOT NULL,
    asked      BOOLEAN NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX holds_until ON holds (until, comment_id);
