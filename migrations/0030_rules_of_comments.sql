-- The queue finds comments by the rule under which they came to the state that they are in.

-- `rule_number`: that of the decision that holds; NULL where it cites none.
ALTER TABLE comments ADD COLUMN rule_number INTEGER;
UPDATE comments SET rule_number = (
    SELECT events.rule_number FROM events
    WHERE comment_id = comments.id AND reverts IS NULL AND (from_state IS NULL OR from_state <> to_state)
        AND NOT EXISTS (
            SELECT 1 FROM events AS back WHERE back.comment_id = comments.id AND back.reverts = events.id
        )
    ORDER BY events.version DESC LIMIT 1
)
WHERE id IN (SELECT comment_id FROM events WHERE rule_number IS NOT NULL);
CREATE INDEX comments_rule_number ON comments (rule_number, state, deciding, priority, submitted_at, id)
    WHERE rule_number IS NOT NULL;
