-- Distinct patients by year and treating organisation, by care level or by the patient's main diagnosis group of the
-- year. Contacts per patient = contacts at the organisation (outpatient and day care) / the cell's patients.
WITH visits AS (
    SELECT
        person,
        year,
        organisation,
        care,
        contacts
    FROM person_organisations
    WHERE contact_type = $total::CONTACT_TYPE
    UNION ALL
    SELECT DISTINCT
        stays.person,
        stays.year,
        closure.organisation,
        'inpatient'::CARE AS care,
        0 AS contacts
    FROM stay_months AS stays
    INNER JOIN organisation_closure AS closure ON stays.node = closure.node
),

patients AS (
    SELECT
        person,
        year,
        organisation,
        sum(contacts) AS contacts
    FROM visits
    GROUP BY person, year, organisation
),

counted AS (
    SELECT
        year,
        organisation,
        care,
        $total::DIAGNOSIS_GROUP AS diagnosis_group,
        count(*) AS patients,
        sum(contacts) AS contacts
    FROM visits
    GROUP BY year, organisation, care
    UNION ALL
    SELECT
        patients.year,
        patients.organisation,
        $total::CARE AS care,
        coalesce(main_diagnoses.diagnosis_group, $total::DIAGNOSIS_GROUP) AS diagnosis_group,
        count(*) AS patients,
        sum(patients.contacts) AS contacts
    FROM patients
    INNER JOIN main_diagnoses ON patients.person = main_diagnoses.person AND patients.year = main_diagnoses.year
    GROUP BY GROUPING SETS (
        (patients.year, patients.organisation, main_diagnoses.diagnosis_group),
        (patients.year, patients.organisation)
    )
),

crossings AS (
    SELECT
        value AS care,
        $total AS diagnosis_group
    FROM dimension_values
    WHERE dimension = 'care'
    UNION ALL
    SELECT
        $total AS care,
        value AS diagnosis_group
    FROM dimension_values
    WHERE dimension = 'diagnosis_group' AND value <> $total
),

cells AS (
    SELECT
        periods.year,
        organisations.code::ORGANISATION AS organisation,
        crossings.care::CARE AS care,
        crossings.diagnosis_group::DIAGNOSIS_GROUP AS diagnosis_group
    FROM reference_organisations AS organisations
    INNER JOIN periods
        ON
            periods.period_type = 'year'
            AND periods.year BETWEEN organisations.valid_from AND coalesce(organisations.valid_to, periods.year)
    CROSS JOIN crossings
)

SELECT
    cells.year,
    cells.organisation,
    cells.care,
    cells.diagnosis_group,
    coalesce(counted.patients, 0)::BIGINT AS patients,
    $published AS patients_status,
    CASE
        WHEN cells.care <> 'inpatient' AND counted.patients > 0 THEN counted.contacts / counted.patients
    END::DOUBLE AS contacts_per_patient,
    -- Nobody has no mean, and stays are no contacts.
    CASE
        WHEN cells.care <> 'inpatient' AND counted.patients > 0 THEN $published
        ELSE $not_applicable
    END AS contacts_per_patient_status
FROM cells
LEFT JOIN counted
    ON
        cells.year = counted.year
        AND cells.organisation = counted.organisation
        AND cells.care = counted.care
        AND cells.diagnosis_group = counted.diagnosis_group
ORDER BY cells.organisation, cells.year, cells.care, cells.diagnosis_group;
