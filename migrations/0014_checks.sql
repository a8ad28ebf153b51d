-- What the automatic checks look with, and what they remember of texts.

-- The campaign's lists and thresholds; a change makes a new version. Who made it stands in the audit.
CREATE TABLE check_lists (
    version    BIGINT PRIMARY KEY NOT NULL,
    banned     TEXT NOT NULL,
    suspect    TEXT NOT NULL,
    thresholds TEXT NOT NULL,
    created_at {{instant}} NOT NULL
);

-- `lists_version`: the lists that a finding was made under; `detail`: the entries of a list that it met.
ALTER TABLE check_findings ADD COLUMN lists_version BIGINT;
ALTER TABLE check_findings ADD COLUMN detail TEXT;

-- `cluster`: what texts have in common that are copies of one another, with or without small changes.
ALTER TABLE revisions ADD COLUMN cluster TEXT;
CREATE INDEX revisions_cluster ON revisions (cluster);

-- What a reader takes a name for, to find others that look the same.
ALTER TABLE comments ADD COLUMN name_looks TEXT;
CREATE INDEX comments_name_looks ON comments (name_looks, article_id, submitted_at);

-- The fingerprints of a text: they go with it, and after some days by themselves. Texts that share a band are compared.
CREATE TABLE likenesses (
    revision_id TEXT PRIMARY KEY NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    comment_id  TEXT NOT NULL,
    cluster     TEXT NOT NULL,
    print       BIGINT NOT NULL,
    day         {{instant}} NOT NULL,
    band_1      BIGINT NOT NULL,
    band_2      BIGINT NOT NULL,
    band_3      BIGINT NOT NULL,
    band_4      BIGINT NOT NULL,
    band_5      BIGINT NOT NULL,
    band_6      BIGINT NOT NULL,
    band_7      BIGINT NOT NULL,
    band_8      BIGINT NOT NULL
);
CREATE INDEX likenesses_day ON likenesses (day);
CREATE INDEX likenesses_band_1 ON likenesses (band_1);
CREATE INDEX likenesses_band_2 ON likenesses (band_2);
CREATE INDEX likenesses_band_3 ON likenesses (band_3);
CREATE INDEX likenesses_band_4 ON likenesses (band_4);
CREATE INDEX likenesses_band_5 ON likenesses (band_5);
CREATE INDEX likenesses_band_6 ON likenesses (band_6);
CREATE INDEX likenesses_band_7 ON likenesses (band_7);
CREATE INDEX likenesses_band_8 ON likenesses (band_8);

-- How moderators decided today on comments of a network: of which comments is not kept.
CREATE TABLE network_decisions (
    id        TEXT PRIMARY KEY NOT NULL,
    pseudonym TEXT NOT NULL,
    refused   BOOLEAN NOT NULL,
    day       {{instant}} NOT NULL
);
CREATE INDEX network_decisions_pseudonym ON network_decisions (pseudonym);
CREATE INDEX network_decisions_day ON network_decisions (day);
