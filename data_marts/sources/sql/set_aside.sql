-- All rows that were set aside, of all files, each with file, row and reason: nothing disappears.
SELECT *
FROM all_staged
WHERE reason IS NOT NULL
ORDER BY file, row;
