-- One row per person and year with anything reported: sex and birth year as last validly reported in any year,
-- residence as last reported in the year. "Last" is found as the largest of day number times 10,000 plus the value:
-- one whole number, and of two values on one day the larger wins.
CREATE TABLE person_years AS
WITH stay_years AS (
    SELECT
        stay_parts.*,
        unnest(generate_series(year(started), year(ended - INTERVAL 1 SECOND))) AS touched_year
    FROM stay_parts
),

observed AS (
    SELECT
        person,
        year(date) AS year,
        (date - DATE '1970-01-01') * 10000 AS day_weight,
        sex_code,
        birth_year,
        place
    FROM days
    UNION ALL
    SELECT
        person,
        touched_year AS year,
        (least(ended::DATE, make_date(touched_year, 12, 31)) - DATE '1970-01-01') * 10000 AS day_weight,
        sex_code,
        birth_year,
        place
    FROM stay_years
    WHERE touched_year BETWEEN $first_year AND $last_year
),

yearly AS (
    SELECT
        person,
        year::SMALLINT AS year,
        max(day_weight + sex_code) AS last_sex,
        max(day_weight + birth_year) AS last_birth_year,
        max(day_weight + place) AS last_place
    FROM observed
    GROUP BY person, year
),

persons AS (
    SELECT
        person,
        max(last_sex) % 10000 AS sex_code,
        max(last_birth_year) % 10000 AS birth_year
    FROM yearly
    GROUP BY person
)

SELECT
    yearly.person,
    yearly.year,
    CASE persons.sex_code WHEN 1 THEN 'boys' WHEN 2 THEN 'girls' ELSE $total END::SEX AS sex,
    -- Age at the end of the year.
    yearly.year - persons.birth_year AS age,
    CASE
        WHEN yearly.year - persons.birth_year BETWEEN 0 AND 5 THEN '0-5'
        WHEN yearly.year - persons.birth_year BETWEEN 6 AND 12 THEN '6-12'
        WHEN yearly.year - persons.birth_year BETWEEN 13 AND 15 THEN '13-15'
        WHEN yearly.year - persons.birth_year BETWEEN 16 AND 17 THEN '16-17'
    END::AGE_GROUP AS age_group,
    place_areas.area::RESIDENCE AS area
FROM yearly
INNER JOIN persons ON yearly.person = persons.person
LEFT JOIN place_areas ON yearly.last_place % 10000 = place_areas.place AND yearly.year = place_areas.year;
