-- One letter to one or many, and its way to each address.

CREATE TABLE letters (
    id         TEXT PRIMARY KEY NOT NULL,
    kind       TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    lane       TEXT NOT NULL CHECK (lane IN ('personal', 'bulk')),
    created_at {{instant}} NOT NULL,
    expires_at {{instant}} NOT NULL
);
CREATE INDEX letters_subject_id ON letters (subject_id, kind);

CREATE TABLE deliveries (
    id             TEXT PRIMARY KEY NOT NULL,
    letter_id      TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
    lane           TEXT NOT NULL CHECK (lane IN ('personal', 'bulk')),
    recipient_kind TEXT NOT NULL,
    recipient_id   TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'attempting', 'sent', 'deferred', 'failed',
                                                  'suppressed', 'cancelled', 'expired', 'uncertain')),
    attempts       INTEGER NOT NULL,
    due_at         {{instant}} NOT NULL,
    leased_by      TEXT,
    leased_until   {{instant}},
    reply          TEXT,
    created_at     {{instant}} NOT NULL,
    settled_at     {{instant}}
);
CREATE UNIQUE INDEX deliveries_letter_id_recipient_kind_recipient_id ON deliveries (letter_id, recipient_kind, recipient_id);
CREATE INDEX deliveries_due ON deliveries (lane, state, due_at);
CREATE INDEX deliveries_settled_at ON deliveries (settled_at);
