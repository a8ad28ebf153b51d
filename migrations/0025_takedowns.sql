-- Legal demands against comments, and what was decided on each.

-- `claim_sealed`: who demands it and the words complained of; gone some time after the decision. `open_key`: the comment
-- while the demand is open, so that it has one open at a time. `hidden_by`: the event that took the comment out of sight
-- meanwhile. `answer`: what its author says. `words`: what the team writes with its decision.
CREATE TABLE takedowns (
    id           TEXT PRIMARY KEY NOT NULL,
    comment_id   TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    open_key     TEXT,
    claimant     TEXT NOT NULL CHECK (claimant IN ('court', 'authority', 'company', 'person', 'other')),
    basis        TEXT NOT NULL,
    claim_sealed {{blob}},
    received_on  {{instant}} NOT NULL,
    decide_by    {{instant}} NOT NULL,
    hidden_by    TEXT,
    answer       TEXT,
    outcome      TEXT CHECK (outcome IN ('removed', 'redacted', 'refused', 'gone')),
    words        TEXT,
    recorded_by  TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    recorded_at  {{instant}} NOT NULL,
    decided_by   TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    decided_on   {{instant}},
    alone        BOOLEAN NOT NULL,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX takedowns_open_key ON takedowns (open_key);
CREATE INDEX takedowns_comment_id ON takedowns (comment_id, recorded_at);
CREATE INDEX takedowns_decide_by ON takedowns (decide_by);
CREATE INDEX takedowns_decided_on ON takedowns (decided_on, id);
CREATE INDEX takedowns_recorded_by ON takedowns (recorded_by);
CREATE INDEX takedowns_decided_by ON takedowns (decided_by);
