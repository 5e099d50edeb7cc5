-- Distinct patients by year and treating organisation, of all care levels and diagnoses, and those of them with a main
-- diagnosis coded at the organisation itself in the year: at any contact or stay there, whatever others coded. So a
-- patient may be coded at one unit of a trust and not at another, and is coded at the trust.
WITH visits AS (
    SELECT
        person,
        year,
        node,
        bool_or(diagnosis_group <> 'missing') AS is_coded
    FROM (
        SELECT
            person,
            year,
            node,
            diagnosis_group
        FROM person_units
        UNION ALL
        SELECT
            person,
            year,
            node,
            diagnosis_group
        FROM stay_months
    ) AS every_visit
    GROUP BY person, year, node
),

patients AS (
    SELECT
        visits.person,
        visits.year,
        closure.organisation,
        bool_or(visits.is_coded) AS is_coded
    FROM visits
    INNER JOIN organisation_closure AS closure ON visits.year = closure.year AND visits.node = closure.node
    GROUP BY visits.person, visits.year, closure.organisation
),

counted AS (
    SELECT
        year,
        organisation,
        count(*) AS patients,
        count(*) FILTER (WHERE is_coded) AS coded_patients
    FROM patients
    GROUP BY year, organisation
)

SELECT
    periods.year,
    organisations.code::ORGANISATION AS organisation,
    coalesce(counted.patients, 0)::BIGINT AS patients,
    coalesce(counted.coded_patients, 0)::BIGINT AS coded_patients,
    coalesce(counted.patients - counted.coded_patients, 0)::BIGINT AS uncoded_patients,
    CASE WHEN counted.patients > 0 THEN 100.0 * counted.coded_patients / counted.patients END::DOUBLE AS coded_share,
    $published AS coding_status
FROM reference_organisations AS organisations
INNER JOIN periods
    ON
        periods.period_type = 'year'
        AND periods.year BETWEEN organisations.valid_from AND coalesce(organisations.valid_to, periods.year)
LEFT JOIN counted
    ON periods.year = counted.year AND organisations.code::ORGANISATION = counted.organisation
ORDER BY organisation, periods.year;
