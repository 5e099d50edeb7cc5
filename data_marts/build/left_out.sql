-- What was delivered but is in no mart, by reason, in persons and years. The manifest withholds small numbers.
SELECT
    count(*) FILTER (WHERE age >= 18) AS patient_years_18_or_older,
    count(*) FILTER (WHERE age IS NULL OR age < 0) AS patient_years_of_unknown_age,
    count(*) FILTER (WHERE age_group IS NOT NULL AND area IS NULL) AS patient_years_of_unknown_residence,
    -- Care has started, but not how long they had waited: in no figure of waits.
    (
        SELECT count(DISTINCT person)
        FROM referrals
        WHERE started IS NOT NULL AND wait IS NULL
    ) AS patients_of_unknown_wait
FROM person_years
WHERE is_patient;
