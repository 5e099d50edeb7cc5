-- One row per inpatient stay. Parts of one person that overlap or lie under 8 hours apart in one pool are one stay; the
-- unit with the longest part is the treating unit (of equals the later part, then the first in the list of units). How
-- urgent the admission was is told by the first part alone: codes 1 to 3 are acute (within a day), 4 and 5 planned.
CREATE TABLE stays AS
WITH placed AS (
    SELECT
        *,
        max(ended) OVER (
            PARTITION BY person, pool
            ORDER BY started, ended, node
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ended_before
    FROM stay_parts
),

numbered AS (
    SELECT
        *,
        count(*) FILTER (WHERE ended_before IS NULL OR started - ended_before >= INTERVAL 8 HOUR) OVER (
            PARTITION BY person, pool
            ORDER BY started, ended, node
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stay_number
    FROM placed
)

SELECT
    person,
    pool,
    stay_number,
    first(node ORDER BY ended - started DESC, started DESC, node ASC) AS node,
    min(started)::DATE AS first_day,
    max(ended)::DATE AS last_day,
    first(is_open ORDER BY ended DESC, is_open ASC) AS is_open,
    sum(leave_days) AS leave_days,
    CASE
        WHEN first(urgency_code ORDER BY started ASC, ended ASC, node ASC, is_open ASC) <= 3 THEN 'acute'
        WHEN first(urgency_code ORDER BY started ASC, ended ASC, node ASC, is_open ASC) <= 5 THEN 'planned'
        ELSE 'unstated'
    END::URGENCY AS urgency,
    min(diagnosis_group) AS diagnosis_group
FROM numbered
GROUP BY person, pool, stay_number;
