-- An organisation's month with exactly as many contacts as the same month of the year before, from 100 on. One in some
-- fifty pairs of that size is equal by chance: only many say that figures were copied.
INSERT INTO checked_found BY NAME
SELECT
    these.organisation,
    strftime(these.month, '%Y-%m') AS period,
    least(these.persons, former.persons) AS persons_behind,
    these.contacts AS observed,
    former.contacts AS expected
FROM checked_unit_months AS these
INNER JOIN checked_unit_months AS former
    ON these.organisation = former.organisation AND these.month = former.month + INTERVAL 1 YEAR
WHERE these.contacts = former.contacts AND these.contacts >= $smallest_contacts::INTEGER;
