-- The list of beds, typed. Whatever is missing or unknown in it stops the build, which says so by column.
SELECT
    as_whole(orgnr) AS orgnr,
    try_cast(as_whole(raw_rows.year) AS SMALLINT) AS year,
    try_cast(as_whole(beds) AS SMALLINT) AS beds,
    this_file.file,
    raw_rows.row,
    string_split(
        nullif(
            concat_ws(
                ' ',
                unread('orgnr', orgnr, as_whole(orgnr)),
                unread('year', raw_rows.year, try_cast(as_whole(raw_rows.year) AS SMALLINT)),
                unread('beds', beds, try_cast(as_whole(beds) AS SMALLINT))
            ),
            ''
        ),
        ' '
    ) AS unreadable,
    NULL::VARCHAR AS reason
FROM raw_rows
CROSS JOIN this_file;
