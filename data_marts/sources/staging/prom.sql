-- Forms, typed, each with the reason why it is set aside, or none; those of persons with a reservation in force are not
-- here. A score without a day of answer, or a day without a score, is a form that nobody answered.
WITH typed AS (
    SELECT
        as_whole(raw.lopenr) AS lopenr,
        as_whole(raw.orgnr) AS orgnr,
        lower(raw.instrument) AS instrument,
        lower(raw.informant) AS informant,
        lower(raw.scale) AS scale,
        lower(raw.measuring_point) AS measuring_point,
        as_day(raw.invited_date) AS invited_date,
        as_day(raw.answered_date) AS answered_date,
        as_number(raw.score) AS score,
        nullif(concat_ws(
            ',',
            CASE WHEN raw.lopenr IS NOT NULL AND as_whole(raw.lopenr) IS NULL THEN 'lopenr' END,
            CASE WHEN raw.orgnr IS NOT NULL AND as_whole(raw.orgnr) IS NULL THEN 'orgnr' END,
            CASE WHEN raw.invited_date IS NOT NULL AND as_day(raw.invited_date) IS NULL THEN 'invited_date' END,
            CASE WHEN raw.answered_date IS NOT NULL AND as_day(raw.answered_date) IS NULL THEN 'answered_date' END,
            CASE WHEN raw.score IS NOT NULL AND as_number(raw.score) IS NULL THEN 'score' END
        ), '') AS unreadable,
        raw.row
    FROM raw_rows AS raw
    ANTI JOIN reserved_persons AS reserved ON as_whole(raw.lopenr) = reserved.person
)

SELECT
    typed.* EXCLUDE (row),
    this_file.file,
    typed.row,
    CASE
        WHEN typed.unreadable IS NOT NULL THEN 'unreadable'
        WHEN typed.lopenr IS NULL THEN 'missing_person'
        WHEN units.number IS NULL THEN 'unknown_unit'
        WHEN scales.instrument IS NULL THEN 'unknown_scale'
        WHEN
            typed.measuring_point IS NULL
            OR typed.measuring_point NOT IN ('baseline', 'point', 'end', 'one_year')
            THEN 'unknown_measuring_point'
        WHEN typed.invited_date IS NULL AND typed.answered_date IS NULL THEN 'missing_dates'
        WHEN typed.score NOT BETWEEN scales.minimum AND scales.maximum THEN 'score_out_of_range'
    END AS reason
FROM typed
CROSS JOIN this_file
LEFT JOIN known_units AS units ON typed.orgnr = units.number
LEFT JOIN known_scales AS scales
    ON
        typed.instrument = scales.instrument
        AND typed.informant = scales.informant
        AND typed.scale = scales.scale
