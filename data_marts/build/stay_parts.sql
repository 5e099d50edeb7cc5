-- Inpatient rows. A stay over New Year stands in the files of both years: of rows with the same person, unit and first
-- day, those of the latest file count, for it knows how the stay went on. Units that have merged since are one there:
-- a stay may be delivered under the number of the one and then of the other. A stay without a last day lasts to the
-- end of what its file covers: the end of the year, or of the part of the running year that was delivered. A missing
-- time of arrival is the start of the day, of leaving the end of it; nobody leaves before she came.
CREATE TABLE stay_rows AS
WITH latest AS (
    SELECT reported.*
    FROM episodes AS reported
    INNER JOIN organisation_spans AS lasting ON reported.node = lasting.code AND lasting.last_day = DATE 'infinity'
    WHERE reported.omsorgsniva = 1
    QUALIFY
        reported.delivered_year
        = max(reported.delivered_year) OVER (PARTITION BY reported.person, lasting.node, reported.inndato)
),

timed AS (
    SELECT
        person,
        node,
        pool,
        utdato IS NULL AS is_open,
        inndato + coalesce(inntid, TIME '00:00:00') AS started,
        CASE
            WHEN utdato IS NULL THEN least(make_date(delivered_year + 1, 1, 1), $delivered_through + 1)::TIMESTAMP
            ELSE greatest(utdato + coalesce(uttid, TIME '23:59:59'), inndato + coalesce(inntid, TIME '00:00:00'))
        END AS ended,
        coalesce(permisjonsdogn, 0) AS leave_days,
        CASE WHEN innmatehast BETWEEN 1 AND 5 THEN innmatehast END AS urgency_code,
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
    min(urgency_code) AS urgency_code,
    min(diagnosis_group) AS diagnosis_group
FROM stay_rows
GROUP BY person, node, pool, started, ended, is_open;
