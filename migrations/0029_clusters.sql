-- The queue finds the copies of a text, and what checks object to, by the comments' own rows.

-- The text that each comment stands for now.
CREATE TABLE standing AS SELECT comment_id, id, cluster FROM (
    SELECT comment_id, id, cluster, row_number() OVER (
        PARTITION BY comment_id
        ORDER BY CASE state WHEN 'shown' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END, number DESC, id DESC
    ) AS place
    FROM revisions
    WHERE redacted_on IS NULL AND (state IN ('shown', 'pending') OR (state = 'refused' AND ended_by IS NULL))
) AS texts WHERE place = 1;
CREATE UNIQUE INDEX standing_comment ON standing (comment_id);

-- `cluster`: that of this text; NULL without one, and where words were taken out of it.
ALTER TABLE comments ADD COLUMN cluster TEXT;
UPDATE comments SET cluster = (SELECT cluster FROM standing WHERE comment_id = comments.id)
WHERE id IN (SELECT comment_id FROM standing WHERE cluster IS NOT NULL);
CREATE INDEX comments_cluster ON comments (cluster, state, deciding, priority, submitted_at, id);
DROP INDEX revisions_cluster;

-- `reasons`: |one||another|, of this text and no other.
-- only sqlite
UPDATE comments SET reasons = coalesce((
    SELECT group_concat('|' || reason || '|', '')
    FROM check_findings JOIN standing ON id = revision_id WHERE comment_id = comments.id
), '') WHERE reasons <> '';
-- end
-- only postgres
UPDATE comments SET reasons = coalesce((
    SELECT string_agg('|' || reason || '|', '')
    FROM check_findings JOIN standing ON id = revision_id WHERE comment_id = comments.id
), '') WHERE reasons <> '';
-- end
DROP TABLE standing;
