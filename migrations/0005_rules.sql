-- The published rules. A rule keeps its number for ever; a change makes a new version.

CREATE TABLE rules (
    number     INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    in_force   BOOLEAN NOT NULL,
    created_at {{instant}} NOT NULL,
    PRIMARY KEY (number, version)
);
CREATE INDEX rules_in_force ON rules (in_force, number);
