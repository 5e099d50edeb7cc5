-- Units move to another trust, and units merge, from a year on. A year's figures stand where the unit belonged that
-- year, so that entering a change leaves the years before it as they were.
CREATE TABLE delivered_years AS
SELECT year::SMALLINT AS year
FROM generate_series($first_year::INTEGER, $last_year::INTEGER) AS years (year);

-- What each organisation is in each year: itself, or from the year of a merger on its successor, which may have been
-- merged in its turn.
CREATE TABLE organisation_years AS
WITH RECURSIVE successors (year, code, node) AS (
    SELECT
        years.year,
        organisations.code,
        organisations.code
    FROM reference_organisations AS organisations
    CROSS JOIN delivered_years AS years
    UNION ALL
    SELECT
        before.year,
        before.code,
        mergers.new
    FROM successors AS before
    INNER JOIN reference_organisation_changes AS mergers
        ON before.node = mergers.code AND mergers.kind = 'merger' AND before.year >= mergers.year
)

SELECT
    found.year,
    found.code,
    found.node
FROM successors AS found
ANTI JOIN reference_organisation_changes AS mergers
    ON found.node = mergers.code AND mergers.kind = 'merger' AND found.year >= mergers.year;

-- The organisation above each one in each year: after a move the new one; before the first move the old one; as it was
-- by then, where that was merged.
CREATE TABLE organisation_parents AS
WITH told AS (
    SELECT
        years.year,
        organisations.code,
        coalesce(
            arg_max(moves.new, moves.year) FILTER (WHERE moves.year <= years.year),
            arg_min(moves.old, moves.year) FILTER (WHERE moves.year > years.year),
            organisations.parent
        ) AS parent
    FROM reference_organisations AS organisations
    CROSS JOIN delivered_years AS years
    LEFT JOIN reference_organisation_changes AS moves ON organisations.code = moves.code AND moves.kind = 'move'
    GROUP BY years.year, organisations.code, organisations.parent
)

SELECT
    told.year,
    told.code,
    parents.node AS parent
FROM told
LEFT JOIN organisation_years AS parents ON told.year = parents.year AND told.parent = parents.code;

-- Every organisation of a year with itself and all that it is part of that year: a contact at a unit counts at its
-- trust, region and nation too.
CREATE TABLE organisation_closure AS
WITH RECURSIVE upwards (year, node, organisation) AS (
    SELECT
        year,
        code,
        code
    FROM organisation_parents
    UNION ALL
    SELECT
        below.year,
        below.node,
        above.parent
    FROM upwards AS below
    INNER JOIN organisation_parents AS above ON below.year = above.year AND below.organisation = above.code
    WHERE above.parent IS NOT NULL
)

SELECT
    year,
    node::ORGANISATION AS node,
    organisation::ORGANISATION AS organisation
FROM upwards;

-- The same by days, open at both ends: what lies before the first year is told by that year, what lies after the last
-- by the last. Stays are merged within a pool: all public hospitals are one, each private one is a pool of its own (as
-- in the counting rules used for the national atlas).
CREATE TABLE organisation_spans AS
WITH yearly AS (
    SELECT
        years.code,
        years.year,
        years.node,
        CASE
            WHEN organisations.ownership = 'public' THEN 'public'
            WHEN organisations.level = 'unit' THEN parents.parent
            ELSE years.node
        END AS pool
    FROM organisation_years AS years
    INNER JOIN reference_organisations AS organisations ON years.node = organisations.code
    INNER JOIN organisation_parents AS parents ON years.node = parents.code AND years.year = parents.year
    WHERE organisations.level IN ('hf', 'unit')
),

changed AS (
    SELECT *
    FROM yearly
    QUALIFY (node, pool) IS DISTINCT FROM lag((node, pool)) OVER (PARTITION BY code ORDER BY year)
)

SELECT
    code::ORGANISATION AS code,
    node::ORGANISATION AS node,
    pool,
    CASE WHEN year = min(year) OVER own THEN DATE '-infinity' ELSE make_date(year, 1, 1) END AS first_day,
    coalesce(make_date(lead(year) OVER own, 1, 1) - 1, DATE 'infinity') AS last_day
FROM changed
WINDOW own AS (PARTITION BY code ORDER BY year);

-- What a delivered number stands for on a day: an organisation number, or a RESH id where the table has one.
CREATE TABLE treating_organisations AS
WITH numbers AS (
    SELECT
        code,
        code::BIGINT AS number
    FROM reference_organisations
    WHERE regexp_full_match(code, '\d{9}')
    UNION ALL
    SELECT
        code,
        resh AS number
    FROM reference_organisations
    WHERE resh IS NOT NULL
)

SELECT
    spans.*,
    numbers.number
FROM organisation_spans AS spans
INNER JOIN numbers ON spans.code = numbers.code::ORGANISATION;

CREATE VIEW known_numbers AS
SELECT DISTINCT number
FROM treating_organisations;
