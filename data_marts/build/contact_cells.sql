-- Contacts, the persons behind them, the most that one of them had, and the sum of the squares of what each had, by
-- period and treating organisation; years also by sex and age group.
CREATE TABLE contact_cells AS
WITH yearly AS (
    SELECT
        year,
        moves,
        organisation,
        care,
        contact_type,
        sex,
        age_group,
        sum(contacts) AS contacts,
        sum(contacts * contacts) AS squares,
        count(*) AS persons,
        max(contacts) AS largest
    FROM person_organisations
    WHERE care IN ('outpatient', 'day')
    GROUP BY ALL
),

by_year AS (
    SELECT
        periods.period_type,
        periods.period,
        closure.organisation,
        yearly.care,
        yearly.contact_type,
        sexes.shown AS sex,
        ages.shown AS age_group,
        sum(yearly.contacts) AS contacts,
        sum(yearly.squares) AS squares,
        sum(yearly.persons) AS persons,
        max(yearly.largest) AS largest
    FROM yearly
    INNER JOIN organisation_closure AS closure
        ON
            yearly.year = closure.year
            AND yearly.organisation = closure.node
            AND (NOT yearly.moves OR closure.node = closure.organisation)
    INNER JOIN periods ON yearly.year = periods.year AND periods.period_type = 'year'
    INNER JOIN sex_levels AS sexes ON yearly.sex = sexes.own
    INNER JOIN age_levels AS ages ON yearly.age_group = ages.own
    GROUP BY ALL
),

-- Contacts of a person in a part of a year: the digits of its months added up. As with 9 in decimals, so with 1,023
-- here: a number leaves the same rest as the sum of its digits. Nobody has as many contacts in half a year: they are
-- one a day at a unit, so it would take six units every day.
people AS (
    SELECT
        periods.period_type,
        periods.period,
        persons.year,
        persons.moves,
        persons.organisation,
        persons.care,
        persons.contact_type,
        ((persons.by_month >> periods.first_digit & periods.digits)::BIGINT % 1023)::INTEGER AS contacts
    FROM person_organisations AS persons
    INNER JOIN periods ON persons.year = periods.year AND periods.period_type <> 'year'
    WHERE persons.care IN ('outpatient', 'day')
),

unit_parts AS (
    SELECT
        period_type,
        period,
        year,
        moves,
        organisation,
        care,
        contact_type,
        sum(contacts) AS contacts,
        sum(contacts * contacts) AS squares,
        count(*) AS persons,
        max(contacts) AS largest
    FROM people
    WHERE contacts > 0
    GROUP BY ALL
)

SELECT * FROM by_year
UNION ALL
SELECT
    parts.period_type,
    parts.period,
    closure.organisation,
    parts.care,
    parts.contact_type,
    $total::SEX AS sex,
    $total::AGE_GROUP AS age_group,
    sum(parts.contacts) AS contacts,
    sum(parts.squares) AS squares,
    sum(parts.persons) AS persons,
    max(parts.largest) AS largest
FROM unit_parts AS parts
INNER JOIN organisation_closure AS closure
    ON
        parts.year = closure.year
        AND parts.organisation = closure.node
        AND (NOT parts.moves OR closure.node = closure.organisation)
GROUP BY ALL;
