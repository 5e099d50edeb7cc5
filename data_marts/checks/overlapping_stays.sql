-- Stays of one person that overlap at different places or with different first days: nobody sleeps in two wards. The
-- same stay delivered twice (same place and first day) is not meant. Counting merges them within a pool of hospitals.
-- A stay without a last day may have ended, and only one with both days is compared as the earlier one.
INSERT INTO checked_found BY NAME
WITH stays AS (
    SELECT
        person,
        organisation,
        inndato,
        min(started) AS started,
        max(ended) AS ended
    FROM checked_inpatient_rows
    GROUP BY person, organisation, inndato
),

placed AS (
    SELECT
        *,
        max(ended) OVER (
            PARTITION BY person
            ORDER BY started, ended, organisation
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ended_before
    FROM stays
)

SELECT
    person,
    organisation,
    year(started)::VARCHAR AS period
FROM placed
WHERE started < ended_before;
