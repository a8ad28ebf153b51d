-- A decision on many comments outlives the account of whoever made it, as the records of its comments do: what the switch
-- "Hide what is new" took out of sight comes back at its end, whoever pressed it. So it names an account and needs none.
ALTER TABLE batches ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
UPDATE batches SET decided_by = moderator_id;
ALTER TABLE batches DROP COLUMN moderator_id;
ALTER TABLE batches RENAME COLUMN decided_by TO moderator_id;
