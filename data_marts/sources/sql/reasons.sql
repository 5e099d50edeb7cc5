-- Rows of a staged file by the reason why they are set aside; NULL is kept.
SELECT
    reason,
    count(*) AS rows
FROM staged_file
GROUP BY reason
ORDER BY reason;
