-- Units with inpatient stays in a wholly delivered year but no beds: the share of beds in use cannot be given for them.
INSERT INTO checked_found BY NAME
WITH stays AS (
    SELECT
        organisation,
        aar AS year,
        count(DISTINCT person) AS persons
    FROM checked_inpatient_rows
    WHERE list_contains($years::INTEGER[], aar)
    GROUP BY organisation, aar
),

beds AS (
    SELECT
        orgnr::VARCHAR AS organisation,
        year
    FROM delivered_beds
    WHERE beds > 0
)

SELECT
    stays.organisation,
    stays.year::VARCHAR AS period,
    stays.persons AS persons_behind
FROM stays
ANTI JOIN beds ON stays.organisation = beds.organisation AND stays.year = beds.year;
