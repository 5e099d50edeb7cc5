-- What was delivered but is in no mart, by reason, in persons and years. The manifest withholds small numbers.
SELECT
    count(*) FILTER (WHERE age >= 18) AS patient_years_18_or_older,
    count(*) FILTER (WHERE age IS NULL OR age < 0) AS patient_years_of_unknown_age,
    count(*) FILTER (WHERE age_group IS NOT NULL AND area IS NULL) AS patient_years_of_unknown_residence,
    count(*) FILTER (WHERE age_group IS NOT NULL AND sex = $total::SEX) AS patient_years_of_unknown_sex
FROM person_years
WHERE is_patient;
