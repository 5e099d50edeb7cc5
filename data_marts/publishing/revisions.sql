-- How much figures have moved since they were first published, from the changes of all publications so far: the size of
-- the difference between the first figure and the newest, in percent of the first, by how old the period was at first.
-- Figures that were withheld in between, and changes from zero, have no size and are left out. A figure that never
-- changed moved by nothing, and counts.
WITH shown AS (
    SELECT
        mart,
        measure,
        key,
        kind,
        after,
        (SELECT min(publication_days.number) FROM publication_days) AS number
    FROM first_figures
    UNION ALL
    SELECT
        mart,
        measure,
        key,
        kind,
        after,
        regexp_extract(filename, '(\d+)-changes[.]parquet$', 1)::INTEGER AS number
    FROM changed_figures
),

first_and_last AS (
    SELECT
        mart,
        measure,
        key AS cell,
        min(number) FILTER (WHERE after IS NOT NULL) AS number,
        arg_min(after, number) AS first_figure,
        arg_max(after, number) AS last_figure
    FROM shown
    GROUP BY mart, measure, key
    HAVING bool_and(kind IN ('new', 'changed', 'gone'))
),

-- What the newest publication shows for the first time has had no time to move.
moved AS (
    SELECT
        first_and_last.mart,
        first_and_last.measure,
        publication_days.published_on,
        100 * abs(first_and_last.last_figure - first_and_last.first_figure)
        / abs(first_and_last.first_figure) AS size,
        coalesce(first_and_last.cell ->> 'period_type', 'year') AS period_type,
        coalesce(first_and_last.cell ->> 'period', first_and_last.cell ->> 'year') AS period_name
    FROM first_and_last
    INNER JOIN publication_days ON first_and_last.number = publication_days.number
    WHERE first_and_last.first_figure <> 0 AND NOT publication_days.is_newest
),

ended AS (
    SELECT
        *,
        CASE period_type
            WHEN 'half_year' THEN 6 * try_cast(period_name[-1:] AS INTEGER)
            WHEN 'tertial' THEN 4 * try_cast(period_name[-1:] AS INTEGER)
            WHEN 'month' THEN try_cast(period_name[-2:] AS INTEGER)
            ELSE 12
        END AS last_month,
        try_cast(period_name[:4] AS INTEGER) AS in_year
    FROM moved
),

aged AS (
    SELECT
        *,
        datesub('month', last_day(make_date(in_year, last_month, 1)), published_on)::INTEGER AS months
    FROM ended
    WHERE in_year IS NOT NULL AND last_month BETWEEN 1 AND 12
)

SELECT
    mart,
    measure,
    period_type,
    months,
    count(*) AS n,
    round(median(size), 3) AS median,
    round(quantile_cont(size, 0.9), 3) AS p90
FROM aged
GROUP BY mart, measure, period_type, months
ORDER BY mart, measure, period_type, months
