-- The population as a mart of its own.
SELECT
    year,
    residence,
    sex,
    age_group,
    population,
    $published AS population_status
FROM population
ORDER BY residence, year, sex, age_group;
