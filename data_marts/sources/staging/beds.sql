-- Beds by treating organisation and year, typed.
SELECT
    as_whole(raw.orgnr) AS orgnr,
    try_cast(as_whole(raw.year) AS SMALLINT) AS year,
    try_cast(as_whole(raw.beds) AS SMALLINT) AS beds,
    this_file.file,
    raw.row
FROM raw_rows AS raw
CROSS JOIN this_file
