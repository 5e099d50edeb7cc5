-- One row per person, year, organisation, care and contact type, with the total of contact types: distinct persons are
-- counted by counting these rows. A person seen at two units of a trust is one person of the trust, so the trust's
-- number may be smaller than the sum over its units.
CREATE TABLE person_organisations AS
SELECT
    units.person,
    units.year,
    closure.organisation,
    units.care,
    coalesce(units.contact_type, $total::CONTACT_TYPE) AS contact_type,
    any_value(units.sex) AS sex,
    any_value(units.age_group) AS age_group,
    sum(units.contacts)::INTEGER AS contacts,
    bit_or(units.months) AS months
FROM person_units AS units
INNER JOIN organisation_closure AS closure ON units.node = closure.node
GROUP BY GROUPING SETS (
    (units.person, units.year, closure.organisation, units.care, units.contact_type),
    (units.person, units.year, closure.organisation, units.care)
);
