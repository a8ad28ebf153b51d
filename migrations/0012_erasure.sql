-- An account that its owner erased: nothing of it but its id is left, until the last comment under it has gone or is
-- nobody's. What becomes of their texts.
ALTER TABLE accounts ADD COLUMN erasure TEXT CHECK (erasure IN ('erase_texts', 'keep_texts'));
CREATE INDEX accounts_erasure ON accounts (erasure);
