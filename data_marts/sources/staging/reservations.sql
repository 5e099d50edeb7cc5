-- The list of reservations, typed. A person who cannot be read stops take-in: somebody would be counted who must not be.
SELECT
    as_whole(raw.lopenr) AS lopenr,
    as_day(raw.reservation_date) AS reservation_date,
    as_day(raw.withdrawn_date) AS withdrawn_date,
    nullif(concat_ws(
        ',',
        CASE WHEN as_whole(raw.lopenr) IS NULL THEN 'lopenr' END,
        CASE WHEN raw.withdrawn_date IS NOT NULL AND as_day(raw.withdrawn_date) IS NULL THEN 'withdrawn_date' END
    ), '') AS unreadable,
    this_file.file,
    raw.row
FROM raw_rows AS raw
CROSS JOIN this_file
