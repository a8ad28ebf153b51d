-- Finding texts by their words. `words`: the fingerprints of a text's words under the index key, each once; NULL until they
-- are made. Each database indexes them in its own way, in the change that makes them or that erases the text.
ALTER TABLE revisions ADD COLUMN words TEXT;
CREATE INDEX revisions_without_words ON revisions (id) WHERE words IS NULL;

-- only sqlite
-- The number of a text in the index: any, so that it does not tell when the text came.
ALTER TABLE revisions ADD COLUMN words_number BIGINT;
CREATE UNIQUE INDEX revisions_words_number ON revisions (words_number);
CREATE VIRTUAL TABLE revision_words USING fts5 (words, content = '', detail = 'none', tokenize = 'ascii');
-- What leaves the index leaves its pages with the same change, not at some later merge.
INSERT INTO revision_words (revision_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER revisions_words_kept AFTER INSERT ON revisions WHEN new.words IS NOT NULL BEGIN
    UPDATE revisions SET words_number = random() & 0x7fffffffffffffff WHERE id = new.id;
    INSERT INTO revision_words (rowid, words) SELECT words_number, words FROM revisions WHERE id = new.id;
END;
CREATE TRIGGER revisions_words_made AFTER UPDATE OF words ON revisions
WHEN old.words IS NULL AND new.words IS NOT NULL BEGIN
    UPDATE revisions SET words_number = random() & 0x7fffffffffffffff WHERE id = new.id;
    INSERT INTO revision_words (rowid, words) SELECT words_number, words FROM revisions WHERE id = new.id;
END;
CREATE TRIGGER revisions_words_gone AFTER DELETE ON revisions WHEN old.words IS NOT NULL BEGIN
    INSERT INTO revision_words (revision_words, rowid, words) VALUES ('delete', old.words_number, old.words);
END;
-- end

-- only postgres
ALTER TABLE revisions ADD COLUMN words_index tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
CREATE INDEX revisions_words_index ON revisions USING gin (words_index) WITH (fastupdate = off);
-- end
