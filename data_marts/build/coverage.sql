-- Distinct patients by year and treating organisation, of all care levels and diagnoses, and those of them whose main
-- diagnosis of the year is coded: by anybody, as in `patients_by_unit`. What the organisation itself has coded is not
-- told: less the other number, it would give the few whom others alone have coded.
WITH patients AS (
    SELECT DISTINCT
        visits.person,
        visits.year,
        closure.organisation
    FROM (
        SELECT
            person,
            year,
            node
        FROM person_units
        UNION ALL
        SELECT
            person,
            year,
            node
        FROM stay_months
    ) AS visits
    INNER JOIN organisation_closure AS closure ON visits.year = closure.year AND visits.node = closure.node
),

counted AS (
    SELECT
        patients.year,
        patients.organisation,
        count(*) AS patients,
        count(*) FILTER (WHERE main_diagnoses.diagnosis_group <> 'missing') AS coded_patients
    FROM patients
    INNER JOIN main_diagnoses ON patients.person = main_diagnoses.person AND patients.year = main_diagnoses.year
    GROUP BY patients.year, patients.organisation
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
