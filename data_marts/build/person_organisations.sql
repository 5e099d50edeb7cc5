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
        months
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
        0 AS months
    FROM stay_months
),

movers AS (
    SELECT
        person,
        year,
        min(node) <> max(node) AS moves
    FROM visits
    GROUP BY person, year
)

SELECT
    visits.person,
    visits.year,
    movers.moves,
    closure.organisation,
    coalesce(visits.care, $total::CARE) AS care,
    coalesce(visits.contact_type, $total::CONTACT_TYPE) AS contact_type,
    any_value(visits.sex) AS sex,
    any_value(visits.age_group) AS age_group,
    sum(visits.contacts)::INTEGER AS contacts,
    bit_or(visits.months)::USMALLINT AS months
FROM visits
INNER JOIN movers ON visits.person = movers.person AND visits.year = movers.year
INNER JOIN organisation_closure AS closure
    ON visits.node = closure.node AND (movers.moves OR closure.node = closure.organisation)
GROUP BY
    GROUPING SETS (
        (visits.person, visits.year, movers.moves, closure.organisation, visits.care, visits.contact_type),
        (visits.person, visits.year, movers.moves, closure.organisation, visits.care),
        (visits.person, visits.year, movers.moves, closure.organisation)
    )
-- Stays have no contact type: their total is the only row.
HAVING grouping(visits.contact_type) = 1 OR visits.care <> 'inpatient';
