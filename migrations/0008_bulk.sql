-- The bulk lane: letters to many, which can be paused and cancelled, and whose books stay when their deliveries are forgotten.

ALTER TABLE letters ADD COLUMN state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paused', 'cancelled', 'done'));
ALTER TABLE letters ADD COLUMN pause_cause TEXT;
-- `again`: more of what is uncertain is to be sent again, some hundred rows at a time. `closed`: it was cancelled, and
-- nothing of it waits any more.
ALTER TABLE letters ADD COLUMN again BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE letters ADD COLUMN closed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE letters ADD COLUMN candidates BIGINT NOT NULL DEFAULT 1;
CREATE INDEX letters_lane_state ON letters (lane, state, created_at);

-- `doubts`: how often nobody knows whether it went out. Ones: the connection was lost after the whole letter had been
-- handed over. Thousands: the process died during the attempt.
ALTER TABLE deliveries ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deliveries_letter_id_state ON deliveries (letter_id, state, due_at);
CREATE INDEX deliveries_leased_by ON deliveries (leased_by) WHERE leased_by IS NOT NULL;

-- What became of deliveries that were forgotten.
CREATE TABLE letter_totals (
    letter_id TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
    state     TEXT NOT NULL,
    count     BIGINT NOT NULL,
    PRIMARY KEY (letter_id, state)
);

-- Whom nothing is sent any more: a keyed hash of the address, and why.
CREATE TABLE suppressions (
    address_key TEXT NOT NULL,
    cause       TEXT NOT NULL CHECK (cause IN ('left', 'bounced', 'complained')),
    created_at  {{instant}} NOT NULL,
    PRIMARY KEY (address_key, cause)
);
