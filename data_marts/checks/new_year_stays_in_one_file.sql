-- Stays over New Year that stand in one of the two files alone: open or ending next year in the earlier one but not in
-- the later one, or begun before the year in the later one but not in the earlier one. Either days are missing, or the
-- stay has ended without anybody having said so.
INSERT INTO checked_found BY NAME
WITH stays AS (
    SELECT DISTINCT
        person,
        organisation,
        inndato,
        aar,
        year(inndato) < aar AS came_from_last_year,
        utdato IS NULL OR year(utdato) > aar AS goes_on
    FROM checked_inpatient_rows
),

years AS (
    SELECT DISTINCT year
    FROM checked_files
    WHERE kind = 'episodes'
)

SELECT
    stays.person,
    stays.organisation,
    (stays.aar - 1)::VARCHAR || '/' || stays.aar::VARCHAR AS period,
    'in the later file alone' AS value
FROM stays
SEMI JOIN years ON stays.aar - 1 = years.year
ANTI JOIN stays AS earlier
    ON
        stays.person = earlier.person
        AND stays.organisation = earlier.organisation
        AND stays.inndato = earlier.inndato
        AND stays.aar - 1 = earlier.aar
WHERE stays.came_from_last_year
UNION ALL
SELECT
    stays.person,
    stays.organisation,
    stays.aar::VARCHAR || '/' || (stays.aar + 1)::VARCHAR AS period,
    'in the earlier file alone' AS value
FROM stays
SEMI JOIN years ON stays.aar + 1 = years.year
ANTI JOIN stays AS later
    ON
        stays.person = later.person
        AND stays.organisation = later.organisation
        AND stays.inndato = later.inndato
        AND stays.aar + 1 = later.aar
WHERE stays.goes_on;
