-- Contacts and the persons behind them, by period and treating organisation; years also by sex and age group.
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
        count(*) AS persons
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
        sum(yearly.persons) AS persons
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

-- Few are left out: to look for them is quicker than to look up everybody.
left_out_years AS (
    SELECT
        person,
        year
    FROM person_years
    WHERE age_group IS NULL
),

monthly AS (
    SELECT
        year(contacts.date) AS year,
        month(contacts.date) AS month,
        contacts.node,
        contacts.care,
        contacts.contact_type,
        count(*) AS contacts
    FROM contacts
    ANTI JOIN left_out_years AS others ON contacts.person = others.person AND year(contacts.date) = others.year
    GROUP BY ALL
),

-- Contacts of a part of a year: those of its months, which may be added up.
parts_contacts AS (
    SELECT
        periods.period_type,
        periods.period,
        closure.organisation,
        monthly.care,
        coalesce(monthly.contact_type, $total::CONTACT_TYPE) AS contact_type,
        sum(monthly.contacts) AS contacts
    FROM monthly
    INNER JOIN organisation_closure AS closure ON monthly.year = closure.year AND monthly.node = closure.node
    INNER JOIN periods
        ON
            monthly.year = periods.year
            AND periods.period_type <> 'year'
            AND (periods.months >> monthly.month - 1) & 1 = 1
    GROUP BY GROUPING SETS (
        (periods.period_type, periods.period, closure.organisation, monthly.care, monthly.contact_type),
        (periods.period_type, periods.period, closure.organisation, monthly.care)
    )
),

-- Persons of a part of a year: those with any of its months among theirs. They may not be added up over months.
patterns AS (
    SELECT
        year,
        moves,
        organisation,
        care,
        contact_type,
        months,
        count(*) AS persons
    FROM person_organisations
    WHERE care IN ('outpatient', 'day')
    GROUP BY ALL
),

unit_persons AS (
    SELECT
        periods.period_type,
        periods.period,
        patterns.year,
        patterns.moves,
        patterns.organisation,
        patterns.care,
        patterns.contact_type,
        sum(patterns.persons) AS persons
    FROM patterns
    INNER JOIN periods
        ON
            patterns.year = periods.year
            AND periods.period_type <> 'year'
            AND patterns.months & periods.months <> 0
    GROUP BY ALL
),

parts_persons AS (
    SELECT
        units.period_type,
        units.period,
        closure.organisation,
        units.care,
        units.contact_type,
        sum(units.persons) AS persons
    FROM unit_persons AS units
    INNER JOIN organisation_closure AS closure
        ON
            units.year = closure.year
            AND units.organisation = closure.node
            AND (NOT units.moves OR closure.node = closure.organisation)
    GROUP BY ALL
)

SELECT * FROM by_year
UNION ALL
SELECT
    parts_contacts.period_type,
    parts_contacts.period,
    parts_contacts.organisation,
    parts_contacts.care,
    parts_contacts.contact_type,
    $total::SEX AS sex,
    $total::AGE_GROUP AS age_group,
    parts_contacts.contacts,
    parts_persons.persons
FROM parts_contacts
INNER JOIN parts_persons
    ON
        parts_contacts.period = parts_persons.period
        AND parts_contacts.organisation = parts_persons.organisation
        AND parts_contacts.care = parts_persons.care
        AND parts_contacts.contact_type = parts_persons.contact_type;
