-- Rows that no rule can count, by file and column: one of them stops the build, for an unknown code may mean anything.
WITH episodes_found AS (
    SELECT
        delivered.aar AS year,
        count(*) FILTER (WHERE delivered.lopenr IS NULL) AS lopenr,
        count(*) FILTER (WHERE delivered.inndato IS NULL) AS inndato,
        count(*) FILTER (WHERE delivered.utdato < delivered.inndato) AS utdato,
        count(*) FILTER (WHERE delivered.sektor IS DISTINCT FROM '3') AS sektor,
        count(*) FILTER (WHERE delivered.omsorgsniva IS NULL OR delivered.omsorgsniva NOT IN (1, 2, 3, 8))
            AS omsorgsniva,
        count(*) FILTER (
            WHERE place.number IS NULL AND reporting.number IS NULL AND trust.number IS NULL
        ) AS behandlingsstedkode
    FROM delivered_episodes AS delivered
    LEFT JOIN known_numbers AS place ON delivered.behandlingsstedkode = place.number
    LEFT JOIN known_numbers AS reporting ON delivered.institusjonid = reporting.number
    LEFT JOIN known_numbers AS trust ON delivered.hf = trust.number
    -- A good delivery has none, and then nothing is left to count.
    WHERE
        delivered.lopenr IS NULL
        OR delivered.inndato IS NULL
        OR delivered.utdato < delivered.inndato
        OR delivered.sektor IS DISTINCT FROM '3'
        OR delivered.omsorgsniva IS NULL
        OR delivered.omsorgsniva NOT IN (1, 2, 3, 8)
        OR (place.number IS NULL AND reporting.number IS NULL AND trust.number IS NULL)
    GROUP BY delivered.aar
),

episodes_by_column AS (
    UNPIVOT episodes_found
    ON lopenr, inndato, utdato, sektor, omsorgsniva, behandlingsstedkode
    INTO NAME name VALUE unusable
),

known_instruments AS (
    SELECT DISTINCT instrument
    FROM instrument_thresholds
),

known_informants AS (
    SELECT DISTINCT
        instrument,
        informant
    FROM instrument_thresholds
),

-- Informants are known by their instrument, scales by both: only the first word that is not known is to blame.
prom_found AS (
    SELECT
        count(*) FILTER (WHERE forms.lopenr IS NULL) AS lopenr,
        count(*) FILTER (WHERE treating.number IS NULL) AS orgnr,
        count(*) FILTER (WHERE instruments.instrument IS NULL) AS instrument,
        count(*) FILTER (WHERE instruments.instrument IS NOT NULL AND informants.informant IS NULL) AS informant,
        count(*) FILTER (WHERE informants.informant IS NOT NULL AND scales.scale IS NULL) AS scale,
        count(*) FILTER (
            WHERE
            forms.measuring_point IS NULL
            OR forms.measuring_point NOT IN ('baseline', 'followup', 'point', 'end', 'one_year')
        ) AS measuring_point,
        count(*) FILTER (WHERE forms.invited_date IS NULL AND forms.answered_date IS NULL) AS invited_date
    FROM delivered_prom AS forms
    LEFT JOIN known_numbers AS treating ON forms.orgnr = treating.number
    LEFT JOIN known_instruments AS instruments ON forms.instrument = instruments.instrument
    LEFT JOIN known_informants AS informants
        ON forms.instrument = informants.instrument AND forms.informant = informants.informant
    LEFT JOIN instrument_thresholds AS scales
        ON
            forms.instrument = scales.instrument
            AND forms.informant = scales.informant
            AND forms.scale = scales.scale
),

prom_by_column AS (
    UNPIVOT prom_found
    ON lopenr, orgnr, instrument, informant, scale, measuring_point, invited_date
    INTO NAME name VALUE unusable
),

beds_found AS (
    SELECT
        count(*) FILTER (WHERE treating.number IS NULL) AS orgnr,
        count(*) FILTER (WHERE delivered.year IS NULL) AS year,
        count(*) FILTER (WHERE delivered.beds IS NULL OR delivered.beds < 0) AS beds
    FROM delivered_beds AS delivered
    LEFT JOIN known_numbers AS treating ON delivered.orgnr = treating.number
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
        'prom' AS file,
        NULL AS year,
        name,
        unusable
    FROM prom_by_column
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
