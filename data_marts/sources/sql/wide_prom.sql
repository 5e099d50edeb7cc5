-- Rows of a wide file as long ones: one for each form and scale. Where a row names its instrument or informant, the
-- columns of that one are meant. Else those are meant of which the row has a score; where it has none at all, the form
-- was sent and not answered, for each instrument of the file. A row of an instrument that no column belongs to stays
-- one row without a scale, so that no row is lost.
WITH cells AS (
    SELECT
        * EXCLUDE (scores),
        unnest(scores) AS score,
        generate_subscripts(scores, 1) AS position
    FROM wide_rows
),

meant AS (
    SELECT
        cells.* EXCLUDE (instrument, informant, position),
        scales.instrument,
        scales.informant,
        scales.scale,
        cells.row AS form,
        bool_or(cells.score IS NOT NULL) OVER (PARTITION BY cells.row) AS is_answered
    FROM cells
    INNER JOIN wide_scales AS scales
        ON
            cells.position = scales.position
            AND (cells.instrument IS NULL OR cells.instrument = scales.instrument)
            AND (cells.informant IS NULL OR cells.informant = scales.informant)
),

chosen AS (
    SELECT * EXCLUDE (form, is_answered)
    FROM meant
    QUALIFY NOT is_answered OR bool_or(score IS NOT NULL) OVER (PARTITION BY form, instrument, informant)
)

SELECT
    row,
    lopenr,
    orgnr,
    instrument,
    informant,
    scale,
    measuring_point,
    invited_date,
    answered_date,
    score
FROM chosen
UNION ALL
SELECT
    row,
    lopenr,
    orgnr,
    instrument,
    informant,
    NULL AS scale,
    measuring_point,
    invited_date,
    answered_date,
    NULL AS score
FROM wide_rows
ANTI JOIN chosen ON wide_rows.row = chosen.row;
