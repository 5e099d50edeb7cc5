-- The same row twice in one file: counting takes it once, but many mean that the extract was joined wrongly.
INSERT INTO checked_found BY NAME
SELECT
    file,
    person
FROM checked_repeated_rows
WHERE number_in_file > 1;
