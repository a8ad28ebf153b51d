-- How watchful the discussions are, and the switches that hold for a time. Every change makes a new version; who made
-- it stands in the audit. `counted_from`: what came before a person lowered the mode raises it no more. `hide_batch`:
-- the decisions that took what was new out of sight.
CREATE TABLE attack_standings (
    version      BIGINT PRIMARY KEY NOT NULL,
    mode         TEXT NOT NULL CHECK (mode IN ('normal', 'elevated', 'siege')),
    mode_since   {{instant}} NOT NULL,
    counted_from {{instant}} NOT NULL,
    hold_since   {{instant}},
    hold_until   {{instant}},
    freeze_since {{instant}},
    freeze_until {{instant}},
    hide_since   {{instant}},
    hide_until   {{instant}},
    hide_batch   TEXT,
    created_at   {{instant}} NOT NULL
);
