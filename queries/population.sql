SELECT
    year,
    residence,
    sex,
    age_group,
    population,
    population_status
FROM population
WHERE
    year BETWEEN $first_year AND $last_year
    AND residence = any($places::VARCHAR[])
    AND sex = $sex
    AND age_group = $age_group
