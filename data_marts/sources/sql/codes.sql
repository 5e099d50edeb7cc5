-- The codes that stand in one column of a file, and how often: a closed list, no person's data.
SELECT
    code,
    count(*) AS found
FROM column_texts
WHERE code IS NOT NULL
GROUP BY code
ORDER BY found DESC, code ASC
LIMIT 50;
