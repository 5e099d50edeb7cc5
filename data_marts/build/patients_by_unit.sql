-- Distinct patients by year and treating organisation, by care level or by the patient's main diagnosis group of the
-- year. Contacts per patient = contacts at the organisation (outpatient and day care) / the cell's patients.
-- The contacts, and the most that one person had, are for protection alone.
-- Who is new to the register is told of all patients of an organisation together, in years with two delivered years
-- before them.
WITH by_care AS (
    SELECT
        year,
        moves,
        organisation,
        care,
        $total::DIAGNOSIS_GROUP AS diagnosis_group,
        NULL::NEWNESS AS newness,
        count(*) AS patients,
        sum(contacts) AS contacts,
        max(contacts) AS largest
    FROM person_organisations
    WHERE contact_type = $total::CONTACT_TYPE AND care <> $total::CARE
    GROUP BY ALL
),

of_all_care AS (
    SELECT
        patients.year,
        patients.moves,
        patients.organisation,
        patients.care,
        main_diagnoses.diagnosis_group,
        newness.newness,
        count(*) AS patients,
        sum(patients.contacts) AS contacts,
        max(patients.contacts) AS largest
    FROM person_organisations AS patients
    INNER JOIN main_diagnoses ON patients.person = main_diagnoses.person AND patients.year = main_diagnoses.year
    INNER JOIN newness ON patients.person = newness.person AND patients.year = newness.year
    WHERE patients.care = $total::CARE
    GROUP BY ALL
),

counted AS (
    SELECT
        all_rows.year,
        closure.organisation,
        all_rows.care,
        all_rows.diagnosis_group,
        sum(all_rows.patients) AS patients,
        sum(all_rows.contacts) AS contacts,
        max(all_rows.largest) AS largest,
        sum(all_rows.patients) FILTER (WHERE all_rows.newness = 'new') AS new_patients,
        sum(all_rows.patients) FILTER (WHERE all_rows.newness = 'returning') AS returning_patients,
        sum(all_rows.patients) FILTER (WHERE all_rows.newness = 'continuing') AS continuing_patients
    FROM (
        SELECT * FROM by_care
        UNION ALL
        SELECT * FROM of_all_care
        UNION ALL
        SELECT * REPLACE ($total::DIAGNOSIS_GROUP AS diagnosis_group)
        FROM of_all_care
    ) AS all_rows
    INNER JOIN organisation_closure AS closure
        ON
            all_rows.year = closure.year
            AND all_rows.organisation = closure.node
            AND (NOT all_rows.moves OR closure.node = closure.organisation)
    GROUP BY all_rows.year, closure.organisation, all_rows.care, all_rows.diagnosis_group
),

cells AS (
    SELECT
        periods.year,
        organisations.code::ORGANISATION AS organisation,
        crossings.care,
        crossings.diagnosis_group,
        crossings.care = $total::CARE
        AND crossings.diagnosis_group = $total::DIAGNOSIS_GROUP
        AND periods.year >= $first_year + $look_back_years AS has_newness
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
    END AS contacts_per_patient_status,
    CASE WHEN cells.has_newness THEN coalesce(counted.new_patients, 0) END::BIGINT AS new_patients,
    CASE WHEN cells.has_newness THEN coalesce(counted.returning_patients, 0) END::BIGINT AS returning_patients,
    CASE WHEN cells.has_newness THEN coalesce(counted.continuing_patients, 0) END::BIGINT AS continuing_patients,
    CASE WHEN cells.has_newness THEN $published ELSE $not_applicable END AS newness_status,
    CASE WHEN cells.care <> 'inpatient' THEN coalesce(counted.contacts, 0) END::BIGINT AS contacts,
    CASE WHEN cells.care <> 'inpatient' THEN coalesce(counted.largest, 0) END::BIGINT AS contacts_largest
FROM cells
LEFT JOIN counted
    ON
        cells.year = counted.year
        AND cells.organisation = counted.organisation
        AND cells.care = counted.care
        AND cells.diagnosis_group = counted.diagnosis_group
ORDER BY cells.organisation, cells.year, cells.care, cells.diagnosis_group;
