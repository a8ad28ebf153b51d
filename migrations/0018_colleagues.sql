-- What moderators say to each other of a comment, who reads it now, and what they were told of their queue by mail.

CREATE TABLE comment_notes (
    id           TEXT PRIMARY KEY NOT NULL,
    comment_id   TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    moderator_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    text         TEXT NOT NULL,
    created_at   {{instant}} NOT NULL
);
CREATE INDEX comment_notes_comment_id ON comment_notes (comment_id, created_at, id);
CREATE INDEX comment_notes_created_at ON comment_notes (created_at);

CREATE TABLE claims (
    comment_id   TEXT PRIMARY KEY NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    moderator_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    until        {{instant}} NOT NULL
);
CREATE INDEX claims_until ON claims (until);

-- One row. `waiting`: that somebody waits was told, and the queue was not empty since.
CREATE TABLE queue_watch (
    id       TEXT PRIMARY KEY NOT NULL,
    waiting  BOOLEAN NOT NULL,
    begun_at {{instant}},
    late_at  {{instant}}
);
