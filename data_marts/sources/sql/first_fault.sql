-- The first row of a list of reservations that cannot be read, and the column to blame.
SELECT
    row,
    reason
FROM staged_file
WHERE reason IS NOT NULL
ORDER BY row
LIMIT 1;
