-- What differs in one group of measures between two releases, one row a figure. A figure is found again by the
-- dimensions of its cell, written as JSON in the order of the catalogue, so that all marts fit in one table.
-- Where a figure is withheld in one of the two, no number is given: the row says only that it is shown no more, or now.
-- A figure that is too detailed is hidden like one that is withheld; what is hidden in both, or new and hidden for that
-- reason, tells nothing.
-- What has no meaning for a cell (not_applicable), or is empty beside its neighbours, is not a figure.
WITH before_figures AS (
    SELECT
        to_json(struct_pack(*COLUMNS(LAMBDA c: list_contains($dimensions, c)))) AS cell,
        COLUMNS(LAMBDA c: c = $status_column) AS status,
        unnest($measures::VARCHAR[]) AS measure,
        unnest(list_value(*COLUMNS(LAMBDA c: list_contains($measures, c)))::DOUBLE[]) AS figure
    FROM former
),

after_figures AS (
    SELECT
        to_json(struct_pack(*COLUMNS(LAMBDA c: list_contains($dimensions, c)))) AS cell,
        COLUMNS(LAMBDA c: c = $status_column) AS status,
        unnest($measures::VARCHAR[]) AS measure,
        unnest(list_value(*COLUMNS(LAMBDA c: list_contains($measures, c)))::DOUBLE[]) AS figure
    FROM later
),

known_before AS (
    SELECT
        *,
        status IN ($withheld, $too_detailed) AS is_hidden,
        status <> $too_detailed AS is_declared
    FROM before_figures
    WHERE status <> $not_applicable AND (figure IS NOT NULL OR status <> $published)
),

known_after AS (
    SELECT
        *,
        status IN ($withheld, $too_detailed) AS is_hidden,
        status <> $too_detailed AS is_declared
    FROM after_figures
    WHERE status <> $not_applicable AND (figure IS NOT NULL OR status <> $published)
),

differing AS (
    SELECT
        b.figure AS figure_before,
        a.figure AS figure_after,
        b.status AS status_before,
        a.status AS status_after,
        coalesce(b.cell, a.cell) AS cell,
        coalesce(b.measure, a.measure) AS measure,
        CASE
            WHEN b.cell IS NULL THEN 'new'
            WHEN a.cell IS NULL THEN 'gone'
            WHEN a.is_hidden AND NOT b.is_hidden THEN 'newly_withheld'
            WHEN b.is_hidden AND NOT a.is_hidden THEN 'newly_shown'
            ELSE 'changed'
        END AS kind
    FROM known_before AS b
    FULL JOIN known_after AS a ON b.cell = a.cell AND b.measure = a.measure
    WHERE
        (b.figure IS DISTINCT FROM a.figure OR b.status IS DISTINCT FROM a.status)
        AND (coalesce(b.is_declared, FALSE) OR coalesce(a.is_declared, FALSE))
        AND NOT (coalesce(b.is_hidden, FALSE) AND coalesce(a.is_hidden, FALSE))
),

without_withheld AS (
    SELECT
        * REPLACE (
            CASE WHEN kind IN ('new', 'gone', 'changed') THEN figure_before END AS figure_before,
            CASE WHEN kind IN ('new', 'gone', 'changed') THEN figure_after END AS figure_after
        )
    FROM differing
),

told AS (
    SELECT
        *,
        $mart::VARCHAR AS mart,
        $measure_group::VARCHAR AS measure_group,
        try_cast(coalesce(cell ->> 'year', cell ->> 'period')[:4] AS INTEGER) AS first_year,
        -- Figures have a few decimals; what a subtraction leaves beyond them is noise.
        round(figure_after - figure_before, 9) AS difference,
        round(100 * (figure_after - figure_before) / nullif(abs(figure_before), 0), 3) AS in_percent,
        -- A change from nothing is as large as any.
        coalesce(
            kind = 'changed' AND CASE
                WHEN figure_before = 0 THEN figure_after <> 0
                ELSE abs(figure_after - figure_before) * 100 > $flagged_percent * abs(figure_before)
            END,
            FALSE
        ) AS flagged
    FROM without_withheld
)

SELECT
    told.mart,
    told.measure_group,
    told.measure,
    told.cell,
    told.figure_before,
    told.figure_after,
    told.status_before,
    told.status_after,
    told.kind,
    told.difference,
    told.in_percent,
    told.flagged,
    causes.cause
FROM told
LEFT JOIN causes ON told.mart = causes.mart AND told.first_year = causes.year
ORDER BY told.kind, told.cell, told.measure
