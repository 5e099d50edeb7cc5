-- One row per person, year, organisation, care and contact type, with their totals: distinct persons are counted by
-- counting these rows. A person seen at two units of a trust is one person of the trust, so the trust's number may be
-- smaller than the sum over its units.
-- Most persons use one unit a year (moves = FALSE). They have rows at that unit only and are added upwards when rows
-- are counted; the others, who must not be counted twice, have rows at every organisation. This halves the work.
CREATE TABLE person_organisations AS
WITH visits AS (
    SELECT
        person,
        year,
        node,
        care,
        contact_type,
        sex,
        age_group,
        contacts,
        by_month
    FROM person_units
    UNION ALL
    -- Stays make somebody a patient of the unit; they are no contacts.
    SELECT DISTINCT
        person,
        year,
        node,
        'inpatient'::CARE AS care,
        NULL::CONTACT_TYPE AS contact_type,
        sex,
        age_group,
        0 AS contacts,
        0 AS by_month
    FROM stay_months
),

movers AS (
    SELECT
        person,
        year,
        min(node) <> max(node) AS moves
    FROM visits
    GROUP BY person, year
),

-- Each total is made from the rows of the level below, which are fewer.
by_type AS (
    SELECT
        visits.person,
        visits.year,
        closure.organisation,
        visits.care,
        visits.contact_type,
        any_value(movers.moves) AS moves,
        any_value(visits.sex) AS sex,
        any_value(visits.age_group) AS age_group,
        sum(visits.contacts)::INTEGER AS contacts,
        sum(visits.by_month) AS by_month
    FROM visits
    INNER JOIN movers ON visits.person = movers.person AND visits.year = movers.year
    INNER JOIN organisation_closure AS closure
        ON
            visits.year = closure.year
            AND visits.node = closure.node
            AND (movers.moves OR closure.node = closure.organisation)
    GROUP BY visits.person, visits.year, closure.organisation, visits.care, visits.contact_type
),

by_care AS (
    SELECT
        person,
        year,
        organisation,
        care,
        $total::CONTACT_TYPE AS contact_type,
        any_value(moves) AS moves,
        any_value(sex) AS sex,
        any_value(age_group) AS age_group,
        sum(contacts)::INTEGER AS contacts,
        sum(by_month) AS by_month
    FROM by_type
    GROUP BY person, year, organisation, care
),

together AS (
    SELECT
        person,
        year,
        organisation,
        $total::CARE AS care,
        $total::CONTACT_TYPE AS contact_type,
        any_value(moves) AS moves,
        any_value(sex) AS sex,
        any_value(age_group) AS age_group,
        sum(contacts)::INTEGER AS contacts,
        sum(by_month) AS by_month
    FROM by_care
    GROUP BY person, year, organisation
)

-- Stays have no contact type: their total is the only row.
SELECT * FROM by_type
WHERE care <> 'inpatient'
UNION ALL
SELECT * FROM by_care
UNION ALL
SELECT * FROM together;
