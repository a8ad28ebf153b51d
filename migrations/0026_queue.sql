-- What moderators share further, and what is told of sanctions without whom.

-- What came of sanctions, by the day: of whose account is not kept, so it stays when an account goes.
CREATE TABLE sanction_outcomes (
    id           TEXT PRIMARY KEY NOT NULL,
    day          {{instant}} NOT NULL,
    kind         TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('imposed', 'contested', 'upheld', 'overturned', 'lifted')),
    rule_number  INTEGER NOT NULL,
    rule_version INTEGER NOT NULL
);
CREATE INDEX sanction_outcomes_day ON sanction_outcomes (day, id);

-- Words of slurs and threats, one a line: a text with one of them is folded until a moderator opens it.
ALTER TABLE check_lists ADD COLUMN distressing TEXT;

-- Words to authors that the team keeps. `place`: which of the few that there can be.
CREATE TABLE snippets (
    id      TEXT PRIMARY KEY NOT NULL,
    place   INTEGER NOT NULL,
    title   TEXT NOT NULL,
    words   TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX snippets_place ON snippets (place);

-- Many comments can be sent back at once, too; the program knows which deeds there are.
ALTER TABLE batches ADD COLUMN decided TEXT NOT NULL DEFAULT '';
UPDATE batches SET decided = deed;
ALTER TABLE batches DROP COLUMN deed;
ALTER TABLE batches RENAME COLUMN decided TO deed;
