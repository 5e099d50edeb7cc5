-- How many rows of which person with a reservation in force are left out of the file that is being read.
INSERT INTO left_rows
SELECT
    $kind_of_file AS kind,
    reserved_persons.lopenr,
    count(*) AS number
FROM raw_rows
INNER JOIN reserved_persons ON as_whole(raw_rows.lopenr) = reserved_persons.lopenr
GROUP BY reserved_persons.lopenr;
