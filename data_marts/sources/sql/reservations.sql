-- The list of reservations, typed. What cannot be read is told by its row, for it stops the take-in: nobody's opt-out
-- is passed over.
SELECT
    as_whole(lopenr) AS lopenr,
    as_date(reservation_date) AS reservation_date,
    as_date(withdrawn_date) AS withdrawn_date,
    this_file.file,
    row,
    CASE
        WHEN as_whole(lopenr) IS NULL THEN 'lopenr'
        WHEN reservation_date IS NOT NULL AND as_date(reservation_date) IS NULL THEN 'reservation_date'
        WHEN withdrawn_date IS NOT NULL AND as_date(withdrawn_date) IS NULL THEN 'withdrawn_date'
    END AS reason
FROM raw_rows
CROSS JOIN this_file;
