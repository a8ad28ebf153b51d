-- Who asked for mail when a case moves. Addresses are sealed; they are found by a keyed hash.

CREATE TABLE subscribers (
    id            TEXT PRIMARY KEY NOT NULL,
    email_key     TEXT NOT NULL,
    email_sealed  {{blob}} NOT NULL,
    asked         INTEGER NOT NULL,
    asked_at      {{instant}},
    confirmed_at  {{instant}},
    created_at    {{instant}} NOT NULL
);
CREATE UNIQUE INDEX subscribers_email_key ON subscribers (email_key);

CREATE TABLE subscriptions (
    id            TEXT PRIMARY KEY NOT NULL,
    subscriber_id TEXT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    case_id       TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'ended')),
    frequency     TEXT NOT NULL CHECK (frequency IN ('at_once', 'daily', 'weekly')),
    kinds         TEXT NOT NULL CHECK (kinds IN ('all', 'rulings_and_hearings')),
    language      TEXT NOT NULL,
    created_at    {{instant}} NOT NULL,
    confirmed_at  {{instant}},
    ended_at      {{instant}}
);
CREATE UNIQUE INDEX subscriptions_subscriber_id_case_id ON subscriptions (subscriber_id, case_id);
CREATE INDEX subscriptions_candidates ON subscriptions (case_id, state, frequency, kinds);
-- `state` does not stand first: PostgreSQL would find a row that waits by it, and meet all others that wait.
CREATE INDEX subscriptions_frequency ON subscriptions (frequency, state, subscriber_id);
CREATE INDEX subscriptions_ended_at ON subscriptions (ended_at);

-- Links that were mailed: confirm a subscription, manage all of one's own.
CREATE TABLE subscription_links (
    digest          TEXT PRIMARY KEY NOT NULL,
    purpose         TEXT NOT NULL CHECK (purpose IN ('confirm', 'manage')),
    subscriber_id   TEXT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    subscription_id TEXT REFERENCES subscriptions (id) ON DELETE CASCADE,
    expires_at      {{instant}} NOT NULL
);
CREATE INDEX subscription_links_subscriber_id ON subscription_links (subscriber_id, purpose);
CREATE INDEX subscription_links_subscription_id ON subscription_links (subscription_id);
CREATE INDEX subscription_links_expires_at ON subscription_links (expires_at);

-- Which letter tells of which update; an update is announced once.
CREATE TABLE announcements (
    update_id TEXT PRIMARY KEY NOT NULL REFERENCES updates (id) ON DELETE CASCADE,
    letter_id TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE
);
CREATE INDEX announcements_letter_id ON announcements (letter_id);

-- What the letter of an update says, as it was when two people had seen it: corrections come to its page, not here.
CREATE TABLE announced_texts (
    update_id  TEXT NOT NULL REFERENCES updates (id) ON DELETE CASCADE,
    language   TEXT NOT NULL,
    case_title TEXT NOT NULL,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (update_id, language)
);

-- One digest a frequency and period: what was published from `since` until before `until`; nothing published, no letter.
CREATE TABLE digests (
    frequency TEXT NOT NULL CHECK (frequency IN ('daily', 'weekly')),
    until     {{instant}} NOT NULL,
    since     {{instant}} NOT NULL,
    letter_id TEXT REFERENCES letters (id) ON DELETE SET NULL,
    PRIMARY KEY (frequency, until)
);
CREATE INDEX digests_letter_id ON digests (letter_id);
