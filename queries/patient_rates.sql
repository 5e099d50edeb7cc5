-- Picks rows and never adds them up: every total that may be shown is a row of the mart,
-- protected together with its parts when the release was built.
SELECT
    year,
    residence,
    sex,
    age_group,
    care,
    diagnosis_group,
    patients,
    population,
    rate,
    rate_low,
    rate_high,
    patients_status,
    standardised_rate,
    standardised_low,
    standardised_high,
    standardised_status
FROM patient_rates
WHERE
    year BETWEEN $first_year AND $last_year
    AND residence = any($places::VARCHAR[])
    AND sex = any($sexes::VARCHAR[])
    AND age_group = any($age_groups::VARCHAR[])
    AND care = $care
    AND diagnosis_group = $diagnosis_group
