-- The rows of one file of questionnaires, one for each form and scale, typed, each with the reason why it is set aside,
-- where it is. Rows of persons with a reservation in force are left out. A score, day or person that cannot be read
-- would make an answered form an unanswered one: such a row is set aside.
WITH typed AS (
    SELECT
        raw_rows AS texts,
        row,
        as_whole(lopenr) AS lopenr,
        as_whole(orgnr) AS orgnr,
        instrument,
        informant,
        scale,
        measuring_point,
        as_date(invited_date) AS invited_date,
        as_date(answered_date) AS answered_date,
        as_score(score) AS score
    FROM raw_rows
),

judged AS (
    SELECT
        * EXCLUDE (texts),
        string_split(
            nullif(
                concat_ws(
                    ' ',
                    unread('lopenr', texts.lopenr, lopenr),
                    unread('orgnr', texts.orgnr, orgnr),
                    unread('invited_date', texts.invited_date, invited_date),
                    unread('answered_date', texts.answered_date, answered_date),
                    unread('score', texts.score, score)
                ),
                ''
            ),
            ' '
        ) AS unreadable
    FROM typed
    ANTI JOIN reserved_persons ON typed.lopenr = reserved_persons.lopenr
)

SELECT
    judged.*,
    this_file.file,
    CASE
        WHEN judged.unreadable IS NOT NULL THEN 'unreadable'
        WHEN judged.lopenr IS NULL THEN 'missing_person'
        WHEN judged.orgnr IS NULL OR judged.orgnr NOT IN (SELECT number FROM known_units) THEN 'unknown_unit'
        WHEN known.scale IS NULL THEN 'unknown_scale'
        WHEN
            judged.measuring_point IS NULL
            OR judged.measuring_point NOT IN ('baseline', 'point', 'end', 'one_year')
            THEN 'unknown_measuring_point'
        WHEN judged.invited_date IS NULL AND judged.answered_date IS NULL THEN 'missing_dates'
        WHEN judged.score NOT BETWEEN known.minimum AND known.maximum THEN 'score_out_of_range'
    END AS reason
FROM judged
CROSS JOIN this_file
LEFT JOIN reference_instruments AS known
    ON
        judged.instrument = known.instrument
        AND judged.informant = known.informant
        AND judged.scale = known.scale;
