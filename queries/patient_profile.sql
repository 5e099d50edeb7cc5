-- Patients of each sex and age group of one place and year: rows as they are, neither totals nor sums.
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
    year = $year
    AND residence = $place
    AND sex = any($sexes::VARCHAR[])
    AND age_group = any($age_groups::VARCHAR[])
    AND care = $care
    AND diagnosis_group = $diagnosis_group
