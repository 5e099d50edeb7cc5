-- One row per stay and month it touches, of somebody aged 0-17 in that year. Bed days are the nights of the month, so
-- that a stay within one day has none and the night of New Year belongs to the old year. Leave comes off the last
-- nights of the stay first: when it was taken is not reported.
CREATE TABLE stay_months AS
WITH touched AS (
    SELECT
        *,
        unnest(generate_series(
            date_trunc('month', first_day),
            last_day - CASE WHEN is_open THEN 1 ELSE 0 END,
            INTERVAL 1 MONTH
        ))::DATE AS month_start
    FROM stays
),

slept AS (
    SELECT
        *,
        greatest(
            least(last_day, (month_start + INTERVAL 1 MONTH)::DATE) - greatest(first_day, month_start), 0
        ) AS nights
    FROM touched
),

later AS (
    SELECT
        *,
        coalesce(sum(nights) OVER (
            PARTITION BY person, pool, stay_number
            ORDER BY month_start DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS nights_later
    FROM slept
)

SELECT
    later.person,
    later.pool,
    later.stay_number,
    person_years.year,
    month(month_start)::TINYINT AS month,
    node,
    diagnosis_group,
    person_years.sex,
    person_years.age_group,
    least(last_day, (month_start + INTERVAL 1 MONTH)::DATE - 1) AS latest_day,
    date_trunc('month', first_day) = month_start AS admitted,
    NOT is_open AND date_trunc('month', last_day) = month_start AS discharged,
    nights - least(nights, greatest(leave_days - nights_later, 0)) AS bed_days
FROM later
INNER JOIN person_years ON later.person = person_years.person AND year(month_start) = person_years.year
WHERE person_years.age_group IS NOT NULL;
