-- The court case: what it is, who is in it, what happened, what comes.

CREATE TABLE cases (
    id            TEXT PRIMARY KEY NOT NULL,
    slug          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    language      TEXT NOT NULL,
    title         TEXT NOT NULL,
    full_title    TEXT NOT NULL,
    court         TEXT NOT NULL,
    court_short   TEXT NOT NULL,
    court_id      TEXT,
    docket_number TEXT NOT NULL,
    docket_id     BIGINT,
    judge         TEXT NOT NULL,
    filed_on      TEXT,
    claims        TEXT NOT NULL,
    next_number   BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    created_at    {{instant}} NOT NULL,
    updated_at    {{instant}} NOT NULL
);
CREATE UNIQUE INDEX cases_slug ON cases (slug);
CREATE INDEX cases_state ON cases (state, updated_at);

CREATE TABLE parties (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    place   INTEGER NOT NULL,
    side    TEXT NOT NULL CHECK (side IN ('plaintiff', 'defendant', 'other')),
    name    TEXT NOT NULL,
    PRIMARY KEY (case_id, place)
);

-- An article belongs to one case at most.
CREATE TABLE case_articles (
    article_id TEXT PRIMARY KEY NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    case_id    TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE
);
CREATE INDEX case_articles_case_id ON case_articles (case_id);

-- `starts` is the court's own wall clock (2026-05-20T09:30) in `time_zone`; `sequence` rises with every change, as
-- calendars want it.
CREATE TABLE hearings (
    id         TEXT PRIMARY KEY NOT NULL,
    case_id    TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    state      TEXT NOT NULL CHECK (state IN ('planned', 'cancelled')),
    title      TEXT NOT NULL,
    place      TEXT NOT NULL,
    starts     TEXT NOT NULL,
    time_zone  TEXT NOT NULL,
    minutes    INTEGER NOT NULL,
    note       TEXT NOT NULL,
    sequence   INTEGER NOT NULL,
    version    BIGINT NOT NULL,
    created_at {{instant}} NOT NULL,
    updated_at {{instant}} NOT NULL
);
CREATE INDEX hearings_case_id ON hearings (case_id, starts);

-- `number` is given when it is published. `proposed_by` is kept until the update is changed again: somebody else releases it.
CREATE TABLE updates (
    id             TEXT PRIMARY KEY NOT NULL,
    case_id        TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    number         BIGINT,
    state          TEXT NOT NULL CHECK (state IN ('draft', 'scheduled', 'published', 'retracted')),
    kind           TEXT NOT NULL CHECK (kind IN ('ruling', 'hearing', 'filing', 'other')),
    happened_on    TEXT NOT NULL,
    source         TEXT NOT NULL,
    source_url     TEXT,
    as_reported    BOOLEAN NOT NULL,
    version        BIGINT NOT NULL,
    proposed_by    TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    proposed_at    {{instant}},
    released_by    TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    released_alone BOOLEAN NOT NULL,
    publish_at     {{instant}},
    published_at   {{instant}},
    retracted_at   {{instant}},
    retraction     TEXT,
    created_at     {{instant}} NOT NULL,
    updated_at     {{instant}} NOT NULL
);
CREATE UNIQUE INDEX updates_case_id_number ON updates (case_id, number);
CREATE INDEX updates_case_id_day ON updates (case_id, happened_on, number);
CREATE INDEX updates_state ON updates (state, publish_at);
CREATE INDEX updates_published_at ON updates (published_at);

-- An update says the same in each language that it has.
CREATE TABLE update_texts (
    update_id TEXT NOT NULL REFERENCES updates (id) ON DELETE CASCADE,
    language  TEXT NOT NULL,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (update_id, language)
);

CREATE TABLE update_corrections (
    id           TEXT PRIMARY KEY NOT NULL,
    update_id    TEXT NOT NULL REFERENCES updates (id) ON DELETE CASCADE,
    corrected_on TEXT NOT NULL,
    text         TEXT NOT NULL,
    created_at   {{instant}} NOT NULL
);
CREATE INDEX update_corrections_update_id ON update_corrections (update_id, corrected_on);
