-- Rows of episodes that taking in set aside for one reason, by file. Nothing disappears silently: kept and set aside
-- make up what was delivered.
INSERT INTO checked_found BY NAME
SELECT
    file,
    lopenr AS person
FROM staged_episodes
WHERE reason = $reason;
