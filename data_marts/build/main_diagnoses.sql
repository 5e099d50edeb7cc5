-- The main diagnosis group of each person and year: the group with most contacts, where a stay is one contact a year.
-- Groups of mental disorders go before symptoms and "none found", however many contacts these have; "missing" is chosen
-- only if nothing was coded. Equals: the one coded last, then the order of the catalogue.
CREATE TABLE main_diagnoses AS
WITH coded AS (
    SELECT
        person,
        year,
        diagnosis_group,
        contacts,
        latest_day
    FROM person_units
    UNION ALL
    SELECT
        person,
        year,
        diagnosis_group,
        1 AS contacts,
        max(latest_day) AS latest_day
    FROM stay_months
    GROUP BY person, pool, stay_number, year, diagnosis_group
),

weighed AS (
    SELECT
        person,
        year,
        diagnosis_group,
        CASE
            WHEN diagnosis_group = 'missing' THEN 0
            WHEN diagnosis_group IN ('symptoms', 'none') THEN 1
            ELSE 2
        END AS rank,
        sum(contacts) AS contacts,
        max(latest_day) AS latest_day
    FROM coded
    GROUP BY person, year, diagnosis_group
)

SELECT
    person,
    year,
    diagnosis_group
FROM weighed
QUALIFY row_number() OVER (
    PARTITION BY person, year
    ORDER BY rank DESC, contacts DESC, latest_day DESC, diagnosis_group ASC
) = 1;
