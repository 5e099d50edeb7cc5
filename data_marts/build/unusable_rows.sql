-- What stops the build, by file and column: codes that are not known, for an unknown code may mean anything, and beds
-- that no rule can count. Rows with other faults were set aside while the delivery was taken in.
WITH episodes_found AS (
    SELECT
        aar AS year,
        count(*) FILTER (WHERE sektor IS DISTINCT FROM '3') AS sektor,
        count(*) FILTER (WHERE omsorgsniva IS NULL OR omsorgsniva NOT IN (1, 2, 3, 8)) AS omsorgsniva
    FROM delivered_episodes
    -- A good delivery has none, and then nothing is left to count.
    WHERE
        sektor IS DISTINCT FROM '3'
        OR omsorgsniva IS NULL
        OR omsorgsniva NOT IN (1, 2, 3, 8)
    GROUP BY aar
),

episodes_by_column AS (
    UNPIVOT episodes_found
    ON sektor, omsorgsniva
    INTO NAME name VALUE unusable
),

beds_found AS (
    SELECT
        count(*) FILTER (WHERE treating.node IS NULL) AS orgnr,
        count(*) FILTER (WHERE delivered.year IS NULL) AS year,
        count(*) FILTER (WHERE delivered.beds IS NULL OR delivered.beds < 0) AS beds
    FROM delivered_beds AS delivered
    LEFT JOIN treating_organisations AS treating ON delivered.orgnr = treating.number
),

beds_by_column AS (
    UNPIVOT beds_found
    ON orgnr, year, beds
    INTO NAME name VALUE unusable
),

found AS (
    SELECT
        'episodes' AS file,
        year,
        name,
        unusable
    FROM episodes_by_column
    UNION ALL
    SELECT
        'beds' AS file,
        NULL AS year,
        name,
        unusable
    FROM beds_by_column
)

SELECT
    file,
    year,
    name,
    unusable
FROM found
WHERE unusable > 0
ORDER BY file, year, name;
