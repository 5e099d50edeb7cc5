-- A file without a usable row is a sign that the extract or its description is wrong, not that nobody was treated.
-- Lists of reservations and beds may be empty.
INSERT INTO checked_found BY NAME
SELECT file
FROM checked_files
WHERE kind IN ('episodes', 'prom') AND kept = 0;
