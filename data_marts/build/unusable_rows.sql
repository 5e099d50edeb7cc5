-- Rows that no rule can count, by file and column: one of them stops the build, for an unknown code may mean anything.
WITH found AS (
    SELECT
        delivered.aar AS year,
        count(*) FILTER (WHERE delivered.lopenr IS NULL) AS lopenr,
        count(*) FILTER (WHERE delivered.inndato IS NULL) AS inndato,
        count(*) FILTER (WHERE delivered.utdato < delivered.inndato) AS utdato,
        count(*) FILTER (WHERE delivered.sektor IS DISTINCT FROM '3') AS sektor,
        count(*) FILTER (WHERE delivered.omsorgsniva IS NULL OR delivered.omsorgsniva NOT IN (1, 2, 3, 8))
            AS omsorgsniva,
        count(*) FILTER (WHERE treating.node IS NULL) AS behandlingsstedkode
    FROM delivered_episodes AS delivered
    LEFT JOIN treating_organisations AS treating
        ON
            coalesce(nullif(delivered.behandlingsstedkode, 99), nullif(delivered.institusjonid, 99), delivered.hf)
            = treating.number
    -- A good delivery has none, and then nothing is left to count.
    WHERE
        delivered.lopenr IS NULL
        OR delivered.inndato IS NULL
        OR delivered.utdato < delivered.inndato
        OR delivered.sektor IS DISTINCT FROM '3'
        OR delivered.omsorgsniva IS NULL
        OR delivered.omsorgsniva NOT IN (1, 2, 3, 8)
        OR treating.node IS NULL
    GROUP BY delivered.aar
),

by_column AS (
    UNPIVOT found
    ON lopenr, inndato, utdato, sektor, omsorgsniva, behandlingsstedkode
    INTO NAME name VALUE unusable
)

SELECT
    year,
    name,
    unusable
FROM by_column
WHERE unusable > 0
ORDER BY year, name;
