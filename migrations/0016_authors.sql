-- What authors may do with a comment of theirs: change it, appeal against a decision, hear of answers.

-- `number` counts the texts of one comment. `ended_by` is the event that ended a text which stood beside another, so
-- that taking the event back finds it again.
ALTER TABLE revisions ADD COLUMN number INTEGER NOT NULL DEFAULT 1;
ALTER TABLE revisions ADD COLUMN ended_by TEXT;

-- `edited_at`: since when a changed text of a published comment waits.
ALTER TABLE comments ADD COLUMN edited_at {{instant}};
ALTER TABLE comments ADD COLUMN wants_replies BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX comments_edited_at ON comments (edited_at, id);
CREATE INDEX comments_editable_until ON comments (editable_until);

-- One for each decision that its author contests; `against` is whoever decided.
CREATE TABLE appeals (
    id         TEXT PRIMARY KEY NOT NULL,
    comment_id TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    event_id   TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    against    TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'overturned')),
    words      TEXT NOT NULL,
    settled_by TEXT,
    created_at {{instant}} NOT NULL
);
CREATE UNIQUE INDEX appeals_event_id ON appeals (event_id);
CREATE INDEX appeals_comment_id ON appeals (comment_id);
CREATE INDEX appeals_state ON appeals (state, created_at, id);
CREATE INDEX appeals_against ON appeals (against);
