-- The list of reservations, typed. What cannot be read is told by its row, for it stops the take-in: nobody's opt-out
-- is passed over.
WITH typed AS (
    SELECT
        as_whole(lopenr) AS lopenr,
        as_date(reservation_date) AS reservation_date,
        as_date(withdrawn_date) AS withdrawn_date,
        row,
        string_split(
            nullif(
                concat_ws(
                    ' ',
                    CASE WHEN as_whole(lopenr) IS NULL THEN 'lopenr' END,
                    unread('reservation_date', reservation_date, as_date(reservation_date)),
                    unread('withdrawn_date', withdrawn_date, as_date(withdrawn_date))
                ),
                ''
            ),
            ' '
        ) AS unreadable
    FROM raw_rows
)

SELECT
    typed.*,
    this_file.file,
    CASE WHEN typed.unreadable IS NOT NULL THEN 'unreadable' END AS reason
FROM typed
CROSS JOIN this_file;
