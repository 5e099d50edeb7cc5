-- How many rows of a staged file are kept (no reason), and how many were set aside for each reason.
SELECT
    reason,
    count(*) AS staged_rows
FROM staged
GROUP BY reason
ORDER BY reason;
