-- Why checks objected to a comment, where the queue is looked through for it.

-- `reasons`: |one||another|, of every text that it had, so some may be of an earlier one; '' if there was none.
ALTER TABLE comments ADD COLUMN reasons TEXT NOT NULL DEFAULT '';

-- only sqlite
UPDATE comments SET reasons = (
    SELECT group_concat('|' || reason || '|', '') FROM (
        SELECT DISTINCT reason FROM revisions JOIN check_findings ON revision_id = revisions.id
        WHERE comment_id = comments.id
    )
) WHERE id IN (SELECT comment_id FROM revisions JOIN check_findings ON revision_id = revisions.id);
-- end

-- only postgres
UPDATE comments SET reasons = found.reasons FROM (
    SELECT comment_id, string_agg(DISTINCT '|' || reason || '|', '') AS reasons
    FROM revisions JOIN check_findings ON revision_id = revisions.id GROUP BY comment_id
) AS found WHERE found.comment_id = comments.id;
-- end
