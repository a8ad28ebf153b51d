-- The queue finds the copies of a text by the comments' own rows.

-- `cluster`: that of the text which the comment stands for now; NULL without one, and where words were taken out of it.
ALTER TABLE comments ADD COLUMN cluster TEXT;
UPDATE comments SET cluster = (
    SELECT cluster FROM revisions
    WHERE comment_id = comments.id AND redacted_on IS NULL
        AND (state IN ('shown', 'pending') OR (state = 'refused' AND ended_by IS NULL))
    ORDER BY CASE state WHEN 'shown' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END, number DESC, id DESC LIMIT 1
);
CREATE INDEX comments_cluster ON comments (cluster, state, deciding, priority, submitted_at, id);
DROP INDEX revisions_cluster;
