-- A text that a moderator took words out of stays, for nobody to read, as long as that can be taken back: since this day.
ALTER TABLE revisions ADD COLUMN redacted_on {{instant}};
CREATE INDEX revisions_redacted_on ON revisions (redacted_on);
