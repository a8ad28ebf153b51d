-- Audit entries are sealed, in the order of sealing, into a chain of hashes. What names a person enters it only as a
-- salted commitment; salt and name stand beside it and may be forgotten.

ALTER TABLE audit_entries ADD COLUMN actor_mark {{blob}};
ALTER TABLE audit_entries ADD COLUMN target_mark {{blob}};

-- Whom an entry names. A row may be deleted, never changed.
CREATE TABLE audit_people (
    entry_id TEXT NOT NULL REFERENCES audit_entries (id),
    field    TEXT NOT NULL CHECK (field IN ('actor', 'target')),
    salt     {{blob}} NOT NULL,
    person   TEXT NOT NULL,
    at       {{instant}} NOT NULL,
    PRIMARY KEY (entry_id, field)
);
CREATE INDEX audit_people_at ON audit_people (at);
CREATE INDEX audit_people_person ON audit_people (person);

-- What waits to be sealed. The database itself notes every new entry, whoever writes it.
CREATE TABLE audit_unsealed (
    entry_id TEXT PRIMARY KEY NOT NULL REFERENCES audit_entries (id),
    at       {{instant}} NOT NULL
);
CREATE INDEX audit_unsealed_at ON audit_unsealed (at);
INSERT INTO audit_unsealed (entry_id, at) SELECT id, at FROM audit_entries;

-- The chain: each hash is made of the one before and of its entry.
CREATE TABLE audit_seals (
    n        BIGINT PRIMARY KEY NOT NULL,
    entry_id TEXT NOT NULL REFERENCES audit_entries (id),
    hash     {{blob}} NOT NULL
);
CREATE UNIQUE INDEX audit_seals_entry_id ON audit_seals (entry_id);

-- Heads of the chain that were told outside of this machine, authenticated with a key that is not in here.
CREATE TABLE audit_heads (
    n       BIGINT PRIMARY KEY NOT NULL,
    hash    {{blob}} NOT NULL,
    told_at {{instant}} NOT NULL,
    mac     {{blob}} NOT NULL
);
CREATE INDEX audit_heads_told_at ON audit_heads (told_at);

-- only sqlite
CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries
BEGIN INSERT INTO audit_unsealed (entry_id, at) VALUES (NEW.id, NEW.at); END;
CREATE TRIGGER audit_people_keep BEFORE UPDATE ON audit_people
BEGIN SELECT RAISE(ABORT, 'whom an entry names is not changed'); END;
CREATE TRIGGER audit_seals_keep_update BEFORE UPDATE ON audit_seals
BEGIN SELECT RAISE(ABORT, 'audit seals are append-only'); END;
CREATE TRIGGER audit_seals_keep_delete BEFORE DELETE ON audit_seals
BEGIN SELECT RAISE(ABORT, 'audit seals are append-only'); END;
CREATE TRIGGER audit_heads_keep_update BEFORE UPDATE ON audit_heads
BEGIN SELECT RAISE(ABORT, 'audit heads are append-only'); END;
CREATE TRIGGER audit_heads_keep_delete BEFORE DELETE ON audit_heads
BEGIN SELECT RAISE(ABORT, 'audit heads are append-only'); END;
-- end
-- only postgres
CREATE FUNCTION audit_entries_wait() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO audit_unsealed (entry_id, at) VALUES (NEW.id, NEW.at); RETURN NEW; END $$;
CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_wait();
CREATE TRIGGER audit_people_keep BEFORE UPDATE ON audit_people
    FOR EACH ROW EXECUTE FUNCTION audit_entries_keep();
CREATE TRIGGER audit_seals_keep_rows BEFORE UPDATE OR DELETE ON audit_seals
    FOR EACH ROW EXECUTE FUNCTION audit_entries_keep();
CREATE TRIGGER audit_seals_keep_table BEFORE TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_keep();
CREATE TRIGGER audit_heads_keep_rows BEFORE UPDATE OR DELETE ON audit_heads
    FOR EACH ROW EXECUTE FUNCTION audit_entries_keep();
CREATE TRIGGER audit_heads_keep_table BEFORE TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_keep();
-- end
