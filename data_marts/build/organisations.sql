-- Every organisation with itself and all that it is part of: a contact at a unit counts at its trust, region and
-- nation too.
CREATE TABLE organisation_closure AS
WITH RECURSIVE upwards (node, organisation) AS (
    SELECT
        code,
        code
    FROM reference_organisations
    UNION ALL
    SELECT
        below.node,
        organisations.parent
    FROM upwards AS below
    INNER JOIN reference_organisations AS organisations ON below.organisation = organisations.code
    WHERE organisations.parent IS NOT NULL
)

SELECT
    node::ORGANISATION AS node,
    organisation::ORGANISATION AS organisation
FROM upwards;

-- What a delivered organisation number stands for. Stays are merged within a pool: all public hospitals are one,
-- each private one is a pool of its own (as in the counting rules used for the national atlas).
CREATE TABLE treating_organisations AS
SELECT
    code::BIGINT AS number,
    code::ORGANISATION AS node,
    CASE
        WHEN ownership = 'public' THEN 'public'
        WHEN level = 'unit' THEN parent
        ELSE code
    END AS pool
FROM reference_organisations
WHERE level IN ('hf', 'unit') AND regexp_full_match(code, '\d{9}');
