-- Patients by area of residence, sex, age group and either care level or main diagnosis group, each patient once per
-- cell; every declared cell is a row, also those with nobody. A patient in several care levels counts in each.
WITH shown AS (
    SELECT
        patients.*,
        closure.residence,
        sexes.shown AS shown_sex,
        ages.shown AS shown_age
    FROM resident_patients AS patients
    INNER JOIN residence_closure AS closure ON patients.area = closure.area
    INNER JOIN sex_levels AS sexes ON patients.sex = sexes.own
    INNER JOIN age_levels AS ages ON patients.age_group = ages.own
),

by_care AS (
    SELECT
        shown.year,
        shown.residence,
        shown.shown_sex AS sex,
        shown.shown_age AS age_group,
        care.value AS care,
        $total AS diagnosis_group,
        sum(shown.patients) AS patients
    FROM shown
    INNER JOIN dimension_values AS care
        ON
            care.dimension = 'care' AND (
                care.value = $total
                OR (care.value = 'outpatient' AND shown.outpatient)
                OR (care.value = 'inpatient' AND shown.inpatient)
                OR (care.value = 'day' AND shown.day_care)
            )
    GROUP BY ALL
),

by_diagnosis AS (
    SELECT
        year,
        residence,
        shown_sex AS sex,
        shown_age AS age_group,
        $total AS care,
        diagnosis_group,
        sum(patients) AS patients
    FROM shown
    GROUP BY ALL
),

counted AS (
    SELECT * FROM by_care
    UNION ALL
    SELECT * FROM by_diagnosis
),

cells AS (
    SELECT
        population.year,
        population.residence,
        population.sex,
        population.age_group,
        crossings.care,
        crossings.diagnosis_group,
        population.population
    FROM population
    INNER JOIN reference_residence_areas AS areas
        ON
            population.residence = areas.code
            AND population.year BETWEEN areas.valid_from AND coalesce(areas.valid_to, population.year)
    INNER JOIN periods ON population.year = periods.year AND periods.period_type = 'year'
    CROSS JOIN crossings
)

SELECT
    cells.year,
    cells.residence,
    cells.sex,
    cells.age_group,
    cells.care,
    cells.diagnosis_group,
    coalesce(counted.patients, 0)::BIGINT AS patients,
    cells.population
FROM cells
LEFT JOIN counted
    ON
        cells.year = counted.year
        AND cells.residence = counted.residence
        AND cells.sex = counted.sex
        AND cells.age_group = counted.age_group
        AND cells.care = counted.care
        AND cells.diagnosis_group = counted.diagnosis_group
ORDER BY
    cells.residence, cells.year, cells.sex, cells.age_group, cells.care, cells.diagnosis_group;
