-- An organisation with exactly as many contacts as the year before, from 1,000 on: around n the yearly change spreads
-- over some 20 % of n, so that at 1,000 one pair in 500 is equal by chance. Rather a copy.
INSERT INTO checked_found BY NAME
SELECT
    these.organisation,
    these.year::VARCHAR AS period,
    least(these.persons, former.persons) AS persons_behind,
    these.contacts AS observed,
    former.contacts AS expected
FROM checked_unit_years AS these
INNER JOIN checked_unit_years AS former
    ON these.organisation = former.organisation AND these.year = former.year + 1
WHERE these.contacts = former.contacts AND these.contacts >= $smallest_contacts::INTEGER;
