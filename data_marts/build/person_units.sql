-- One row per person, year, unit and kind of contact, of those aged 0-17 in the year: what all counts of contacts and
-- of distinct persons are made from. Older ones, and those of unknown age, are left out here and counted in
-- left_out.sql. `by_month` has the contacts of each month, ten bits each, January the lowest: such numbers can be
-- added.
CREATE TABLE person_units AS
WITH counted AS (
    SELECT
        person,
        year(date)::SMALLINT AS year,
        node,
        care,
        contact_type,
        diagnosis_group,
        count(*) AS contacts,
        sum(1::HUGEINT << (10 * (month(date) - 1))::HUGEINT) AS by_month,
        max(date) AS latest_day
    FROM contacts
    GROUP BY ALL
)

SELECT
    counted.*,
    person_years.sex,
    person_years.age_group
FROM counted
INNER JOIN person_years ON counted.person = person_years.person AND counted.year = person_years.year
WHERE person_years.age_group IS NOT NULL;
