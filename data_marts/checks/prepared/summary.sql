-- How much a check found, in all and by place: first the total, then the places where most was found. Persons cannot be
-- added up over places, for one may stand in several, so both are counted from what was found. Where things were
-- found that persons only stand behind, the largest number is what is certain of the total.
WITH counted AS (
    SELECT
        grouping(file) AS is_total,
        file,
        organisation,
        period,
        value,
        coalesce(sum(amount), 0)::BIGINT AS found,
        CASE WHEN count(persons_behind) > 0 THEN max(persons_behind) ELSE count(DISTINCT person) END AS persons,
        max(observed) AS observed,
        max(expected) AS expected,
        count(person) + count(persons_behind) > 0 AS is_of_persons
    FROM checked_found
    GROUP BY GROUPING SETS ((), (file, organisation, period, value))
)

SELECT
    is_total,
    file,
    organisation,
    period,
    value,
    found,
    CASE WHEN is_of_persons THEN persons END AS persons,
    observed,
    expected,
    count(*) FILTER (WHERE is_total = 0) OVER () AS number_of_places
FROM counted
ORDER BY is_total DESC, found DESC, file ASC, organisation ASC, period ASC, value ASC
LIMIT $most_places + 1;
