-- What was last validly reported of each person and year. "Last" is found as the largest of day number times 10,000
-- plus the value: one whole number, and of two values on one day the larger wins.
CREATE TABLE reported_years AS
-- Few change within a year: all rows of one person and year that say the same of her become one at once, as they were
-- delivered, so that the rest is worked out for few.
WITH day_facts AS (
    SELECT
        lopenr AS person,
        year(inndato) AS year,
        aar AS delivered_year,
        komnrhjem2,
        bydel2,
        kjonn,
        fodselsar,
        omsorgsniva IN (2, 3) AND coalesce(kontakttype, 0) <> 5 AS is_patient,
        max(inndato) AS last_day
    FROM delivered_episodes
    WHERE omsorgsniva <> 1 AND inndato BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    GROUP BY ALL
),

stay_years AS (
    SELECT
        *,
        -- An open stay ends with its file, often at the first moment of the next year. Who leaves at that moment has
        -- been there in both.
        unnest(generate_series(
            year(started),
            year(CASE WHEN is_open THEN ended - INTERVAL 1 SECOND ELSE ended END)
        )) AS touched_year
    FROM stay_rows
),

facts AS (
    SELECT * FROM day_facts
    UNION ALL
    SELECT
        person,
        touched_year AS year,
        delivered_year,
        komnrhjem2,
        bydel2,
        kjonn,
        fodselsar,
        TRUE AS is_patient,
        -- Who has not left is last known to be there on the day before the end.
        least(
            CASE WHEN is_open THEN ended - INTERVAL 1 SECOND ELSE ended END::DATE, make_date(touched_year, 12, 31)
        ) AS last_day
    FROM stay_years
    WHERE touched_year BETWEEN $first_year AND $last_year
),

observed AS (
    SELECT
        facts.person,
        facts.year,
        facts.is_patient,
        (facts.last_day - DATE '1970-01-01') * 10000 AS day_weight,
        CASE WHEN facts.kjonn IN (1, 2) THEN facts.kjonn END AS sex_code,
        CASE WHEN facts.fodselsar <> 9999 THEN facts.fodselsar END AS birth_year,
        -- In Oslo the city district decides; unknown district has a place of its own.
        CASE WHEN places.has_districts THEN coalesce(districts.place, places.place) ELSE places.place END AS place
    FROM facts
    LEFT JOIN kommune_places AS places
        ON facts.delivered_year = places.delivered_year AND facts.komnrhjem2 = places.kommune
    LEFT JOIN district_places AS districts ON facts.bydel2 = districts.district
)

SELECT
    person,
    year::SMALLINT AS year,
    max(day_weight + sex_code) AS last_sex,
    max(day_weight + birth_year) AS last_birth_year,
    max(day_weight + place) AS last_place,
    bool_or(is_patient) AS is_patient
FROM observed
GROUP BY person, year;

CREATE TABLE persons AS
SELECT
    person,
    max(last_sex) % 10000 AS sex_code,
    max(last_birth_year) % 10000 AS birth_year
FROM reported_years
GROUP BY person;

-- One row per person and year with anything reported: sex and birth year as last validly reported in any year,
-- residence as last reported in the year.
CREATE TABLE person_years AS
SELECT
    yearly.person,
    yearly.year,
    -- Work without the patient alone makes nobody a patient.
    yearly.is_patient,
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
FROM reported_years AS yearly
INNER JOIN persons ON yearly.person = persons.person
LEFT JOIN place_areas ON yearly.last_place % 10000 = place_areas.place AND yearly.year = place_areas.year;
