-- The discussion under an article.

CREATE TABLE discussions (
    article_id TEXT PRIMARY KEY NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    next_place BIGINT NOT NULL,
    published  BIGINT NOT NULL,
    version    BIGINT NOT NULL
);

-- `path` is digits only, so its order is the same under every collation. `listed`: it stands in the discussion,
-- as itself or as the stub that holds published answers together; `replies` are the published ones below it.
-- `deciding`: a decision waits for its grace to pass.
CREATE TABLE comments (
    id             TEXT PRIMARY KEY NOT NULL,
    article_id     TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    parent_id      TEXT REFERENCES comments (id),
    state          TEXT NOT NULL CHECK (state IN ('held', 'published', 'rejected', 'spam', 'returned', 'hidden',
                                                  'withdrawn', 'erased')),
    version        BIGINT NOT NULL,
    name           TEXT NOT NULL,
    name_key       TEXT NOT NULL,
    account_id     TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    staff          BOOLEAN NOT NULL,
    email_key      TEXT,
    email_sealed   {{blob}},
    email_digest   TEXT,
    email_confirmed BOOLEAN NOT NULL,
    path           {{text}},
    depth          INTEGER NOT NULL,
    listed         BOOLEAN NOT NULL,
    replies        BIGINT NOT NULL,
    priority       INTEGER NOT NULL,
    deciding       BOOLEAN NOT NULL,
    pseudonym      TEXT,
    sameness       TEXT,
    editable_until {{instant}},
    submitted_at   {{instant}} NOT NULL,
    decided_at     {{instant}}
);
CREATE UNIQUE INDEX comments_article_id_path ON comments (article_id, path);
CREATE INDEX comments_listed ON comments (article_id, listed, path);
CREATE INDEX comments_queue ON comments (state, deciding, priority, submitted_at, id);
CREATE INDEX comments_account_id ON comments (account_id, submitted_at, id);
CREATE UNIQUE INDEX comments_sameness ON comments (sameness);
CREATE INDEX comments_email_key ON comments (email_key, submitted_at);
CREATE UNIQUE INDEX comments_email_digest ON comments (email_digest);
CREATE INDEX comments_name_key ON comments (name_key, submitted_at);
CREATE INDEX comments_pseudonym ON comments (pseudonym, submitted_at);
CREATE INDEX comments_parent_id ON comments (parent_id);

CREATE TABLE revisions (
    id         TEXT PRIMARY KEY NOT NULL,
    comment_id TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'shown', 'refused', 'superseded')),
    text       TEXT NOT NULL,
    text_key   TEXT NOT NULL,
    created_at {{instant}} NOT NULL
);
CREATE INDEX revisions_text_key ON revisions (text_key, created_at);
CREATE INDEX revisions_comment_id ON revisions (comment_id, state);

-- Why a check held a text, or where it filed it.
CREATE TABLE check_findings (
    revision_id TEXT NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    check_name  TEXT NOT NULL,
    check_version INTEGER NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('hold', 'spam')),
    reason      TEXT NOT NULL,
    PRIMARY KEY (revision_id, check_name)
);

CREATE TABLE events (
    id           TEXT PRIMARY KEY NOT NULL,
    comment_id   TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    revision_id  TEXT,
    version      BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    from_state   TEXT,
    to_state     TEXT NOT NULL,
    actor_kind   TEXT NOT NULL CHECK (actor_kind IN ('author', 'moderator', 'check', 'program')),
    actor_id     TEXT,
    actor_version TEXT,
    rule_number  INTEGER,
    rule_version INTEGER,
    words        TEXT,
    cause        TEXT NOT NULL,
    reverts      TEXT,
    hours_waited BIGINT,
    at           {{instant}} NOT NULL
);
CREATE UNIQUE INDEX events_comment_id_version ON events (comment_id, version);
CREATE INDEX events_at ON events (at, id);
CREATE INDEX events_actor_kind ON events (actor_kind, at, id);
CREATE INDEX events_actor_id ON events (actor_id, at);

-- A moderator's decision that waits for its grace to pass; the row goes when it is applied or undone.
CREATE TABLE decisions (
    id           TEXT PRIMARY KEY NOT NULL,
    comment_id   TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    version      BIGINT NOT NULL,
    to_state     TEXT NOT NULL,
    moderator_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    rule_number  INTEGER,
    rule_version INTEGER,
    words        TEXT,
    decided_at   {{instant}} NOT NULL,
    due_at       {{instant}} NOT NULL
);
CREATE UNIQUE INDEX decisions_comment_id ON decisions (comment_id);
CREATE INDEX decisions_due_at ON decisions (due_at);

CREATE TABLE receipts (
    digest     TEXT PRIMARY KEY NOT NULL,
    comment_id TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    expires_at {{instant}} NOT NULL
);
CREATE INDEX receipts_comment_id ON receipts (comment_id);
CREATE INDEX receipts_expires_at ON receipts (expires_at);
