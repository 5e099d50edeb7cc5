-- A month in which a file has no contact at all, though the file covers it and its other months have many: a part of
-- the extract was lost. Half of the file's months decide what is many, so that small files are left in peace.
INSERT INTO checked_found BY NAME
WITH months AS (
    SELECT
        files.file,
        series.month::DATE AS month
    FROM checked_files AS files
    CROSS JOIN
        generate_series(
            make_date(files.year, 1, 1)::TIMESTAMP, files.through::TIMESTAMP, INTERVAL 1 MONTH
        ) AS series (month)
    -- Months of superseded files are in the newer one.
    WHERE files.kind = 'episodes' AND files.kept > 0 AND last_day(series.month) <= files.through
),

counted AS (
    SELECT
        file,
        date_trunc('month', inndato)::DATE AS month,
        count(*) AS contacts
    FROM delivered_episodes
    WHERE omsorgsniva IN (2, 3)
    GROUP BY file, date_trunc('month', inndato)
),

filled AS (
    SELECT
        months.file,
        months.month,
        coalesce(counted.contacts, 0) AS contacts,
        median(coalesce(counted.contacts, 0)) OVER (PARTITION BY months.file) AS usual
    FROM months
    LEFT JOIN counted ON months.file = counted.file AND months.month = counted.month
)

SELECT
    file,
    strftime(month, '%Y-%m') AS period,
    0 AS persons_behind,
    0 AS observed,
    usual AS expected
FROM filled
WHERE contacts = 0 AND usual >= $smallest_usual::INTEGER;
