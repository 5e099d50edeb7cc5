-- Distinct patients do not add up over units: each level has rows of its own.
SELECT
    year,
    organisation,
    care,
    diagnosis_group,
    patients,
    patients_status,
    contacts_per_patient,
    contacts_per_patient_status,
    new_patients,
    returning_patients,
    continuing_patients,
    newness_status
FROM patients_by_unit
WHERE
    year BETWEEN $first_year AND $last_year
    AND organisation = any($places::VARCHAR[])
    AND care = any($care_levels::VARCHAR[])
    AND diagnosis_group = any($diagnosis_groups::VARCHAR[])
