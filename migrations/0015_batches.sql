-- One decision on many comments: what was decided, and what became of each comment.

CREATE TABLE batches (
    id           TEXT PRIMARY KEY NOT NULL,
    moderator_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    deed         TEXT NOT NULL CHECK (deed IN ('approve', 'restore', 'hide', 'reject', 'spam', 'reopen')),
    rule_number  INTEGER,
    rule_version INTEGER,
    words        TEXT,
    state        TEXT NOT NULL CHECK (state IN ('gathering', 'deciding', 'decided', 'undoing', 'undone')),
    total        BIGINT NOT NULL,
    undone_by    TEXT,
    created_at   {{instant}} NOT NULL
);
CREATE INDEX batches_state ON batches (state, created_at, id);
CREATE INDEX batches_created_at ON batches (created_at);

-- `version`: the comment's, as it was seen; once decided, the one that it had then.
CREATE TABLE batch_comments (
    batch_id   TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    place      BIGINT NOT NULL,
    comment_id TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    version    BIGINT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('waits', 'decided', 'passed_over', 'undone', 'stands')),
    PRIMARY KEY (batch_id, place)
);
CREATE INDEX batch_comments_outcome ON batch_comments (batch_id, outcome, place);
CREATE INDEX batch_comments_comment_id ON batch_comments (comment_id);

-- The queue of one article, and of one name.
CREATE INDEX comments_queue_article ON comments (article_id, state, deciding, priority, submitted_at, id);
CREATE INDEX comments_queue_name ON comments (name_key, state, deciding, priority, submitted_at, id);
