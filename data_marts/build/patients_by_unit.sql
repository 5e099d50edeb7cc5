-- Distinct patients by year and treating organisation, by care level or by the patient's main diagnosis group of the
-- year. Contacts per patient = contacts at the organisation (outpatient and day care) / the cell's patients.
WITH by_care AS (
    SELECT
        year,
        moves,
        organisation,
        care,
        $total::DIAGNOSIS_GROUP AS diagnosis_group,
        count(*) AS patients,
        sum(contacts) AS contacts
    FROM person_organisations
    WHERE contact_type = $total::CONTACT_TYPE
    GROUP BY ALL
),

by_diagnosis AS (
    SELECT
        patients.year,
        patients.moves,
        patients.organisation,
        patients.care,
        main_diagnoses.diagnosis_group,
        count(*) AS patients,
        sum(patients.contacts) AS contacts
    FROM person_organisations AS patients
    INNER JOIN main_diagnoses ON patients.person = main_diagnoses.person AND patients.year = main_diagnoses.year
    WHERE patients.care = $total::CARE
    GROUP BY ALL
),

counted AS (
    SELECT
        rows_of_both.year,
        closure.organisation,
        rows_of_both.care,
        rows_of_both.diagnosis_group,
        sum(rows_of_both.patients) AS patients,
        sum(rows_of_both.contacts) AS contacts
    FROM (
        SELECT * FROM by_care
        UNION ALL
        SELECT * FROM by_diagnosis
    ) AS rows_of_both
    INNER JOIN organisation_closure AS closure
        ON rows_of_both.organisation = closure.node AND (NOT rows_of_both.moves OR closure.node = closure.organisation)
    GROUP BY ALL
),

cells AS (
    SELECT
        periods.year,
        organisations.code::ORGANISATION AS organisation,
        crossings.care,
        crossings.diagnosis_group
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
    -- Stays are no contacts, and nobody has no mean.
    CASE
        WHEN cells.care = 'inpatient' THEN $not_applicable
        WHEN coalesce(counted.patients, 0) = 0 THEN $too_few
        ELSE $published
    END AS contacts_per_patient_status
FROM cells
LEFT JOIN counted
    ON
        cells.year = counted.year
        AND cells.organisation = counted.organisation
        AND cells.care = counted.care
        AND cells.diagnosis_group = counted.diagnosis_group
ORDER BY cells.organisation, cells.year, cells.care, cells.diagnosis_group;
