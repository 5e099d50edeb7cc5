-- Patients of each year by own values only (no totals): every patient stands in exactly one row, so that any sum over
-- rows counts persons once. Patients without a Norwegian area of residence are not here; left_out.sql counts them.
CREATE TABLE resident_patients AS
WITH seen AS (
    SELECT
        person,
        year,
        care
    FROM person_units
    UNION ALL
    SELECT
        person,
        year,
        'inpatient'::CARE AS care
    FROM stay_months
),

patients AS (
    SELECT
        person,
        year,
        bool_or(care = 'outpatient') AS outpatient,
        bool_or(care = 'inpatient') AS inpatient,
        bool_or(care = 'day') AS day_care
    FROM seen
    GROUP BY person, year
)

SELECT
    patients.year,
    person_years.area,
    person_years.sex,
    person_years.age_group,
    main_diagnoses.diagnosis_group,
    patients.outpatient,
    patients.inpatient,
    patients.day_care,
    count(*) AS patients
FROM patients
INNER JOIN person_years ON patients.person = person_years.person AND patients.year = person_years.year
INNER JOIN main_diagnoses ON patients.person = main_diagnoses.person AND patients.year = main_diagnoses.year
WHERE person_years.area IS NOT NULL
GROUP BY ALL;
