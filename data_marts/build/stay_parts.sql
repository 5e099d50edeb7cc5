-- Inpatient rows. A stay over New Year stands in the files of both years: of rows with the same person, unit and first
-- day, those of the latest file count, for it knows how the stay went on. A stay without a last day lasts to the end
-- of the year that was delivered. A missing time of arrival is the start of the day, of leaving the end of it; nobody
-- leaves before she came.
CREATE TABLE stay_rows AS
WITH latest AS (
    SELECT *
    FROM episodes
    WHERE omsorgsniva = 1
    QUALIFY delivered_year = max(delivered_year) OVER (PARTITION BY person, node, inndato)
),

timed AS (
    SELECT
        person,
        node,
        pool,
        utdato IS NULL AS is_open,
        inndato + coalesce(inntid, TIME '00:00:00') AS started,
        CASE
            WHEN utdato IS NULL THEN make_timestamp(delivered_year + 1, 1, 1, 0, 0, 0)
            ELSE greatest(utdato + coalesce(uttid, TIME '23:59:59'), inndato + coalesce(inntid, TIME '00:00:00'))
        END AS ended,
        coalesce(permisjonsdogn, 0) AS leave_days,
        diagnosis_group,
        delivered_year,
        komnrhjem2,
        bydel2,
        kjonn,
        fodselsar
    FROM latest
)

SELECT *
FROM timed
WHERE ended >= started;

-- The same stay twice in one file is one stay.
CREATE TABLE stay_parts AS
SELECT
    person,
    node,
    pool,
    started,
    ended,
    is_open,
    max(leave_days) AS leave_days,
    min(diagnosis_group) AS diagnosis_group
FROM stay_rows
GROUP BY person, node, pool, started, ended, is_open;
