-- Every unit of the list should have a contact or a stay in each year of its validity. Days of stays count in every
-- year that they reach.
INSERT INTO checked_found BY NAME
WITH active AS (
    SELECT DISTINCT
        organisation,
        year(month) AS year
    FROM checked_unit_months
    UNION
    SELECT DISTINCT
        organisation,
        aar AS year
    FROM checked_inpatient_rows
),

listed AS (
    SELECT
        organisations.code AS organisation,
        years.year
    FROM checked_organisations AS organisations
    CROSS JOIN unnest($years::INTEGER[]) AS years (year)
    WHERE
        organisations.level = 'unit'
        AND years.year BETWEEN organisations.valid_from AND organisations.valid_to
)

SELECT
    listed.organisation,
    listed.year::VARCHAR AS period,
    0 AS persons_behind
FROM listed
ANTI JOIN active ON listed.organisation = active.organisation AND listed.year = active.year;
