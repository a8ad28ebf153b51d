-- What the campaign publishes, each text that it ever had, and the pictures in it.

CREATE TABLE articles (
    id                TEXT PRIMARY KEY NOT NULL,
    slug              TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    language          TEXT NOT NULL,
    category          TEXT NOT NULL,
    title             TEXT NOT NULL,
    standfirst        TEXT NOT NULL,
    byline            TEXT NOT NULL,
    body              TEXT NOT NULL,
    published_on      TEXT,
    comments          TEXT NOT NULL CHECK (comments IN ('open', 'closed', 'until')),
    comments_until    TEXT,
    version           BIGINT NOT NULL,
    created_at        {{instant}} NOT NULL,
    updated_at        {{instant}} NOT NULL
);
CREATE UNIQUE INDEX articles_slug ON articles (slug);
CREATE INDEX articles_published_on ON articles (state, published_on, id);

CREATE TABLE article_revisions (
    article_id   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    version      BIGINT NOT NULL,
    title        TEXT NOT NULL,
    standfirst   TEXT NOT NULL,
    byline       TEXT NOT NULL,
    category     TEXT NOT NULL,
    body         TEXT NOT NULL,
    editor_id    TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    created_at   {{instant}} NOT NULL,
    PRIMARY KEY (article_id, version)
);

-- A slug that an article had before: it redirects.
CREATE TABLE former_slugs (
    slug       TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE corrections (
    id           TEXT PRIMARY KEY NOT NULL,
    article_id   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    corrected_on TEXT NOT NULL,
    text         TEXT NOT NULL,
    created_at   {{instant}} NOT NULL
);
CREATE INDEX corrections_article_id ON corrections (article_id, corrected_on);

CREATE TABLE media (
    name         TEXT PRIMARY KEY NOT NULL,
    media_type   TEXT NOT NULL,
    bytes        {{blob}} NOT NULL,
    created_at   {{instant}} NOT NULL
);
