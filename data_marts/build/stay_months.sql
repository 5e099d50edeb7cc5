-- One row per stay and month it touches, of somebody aged 0-17 in that year. Bed days are the nights of the month, so
-- that a stay within one day has none and the night of New Year belongs to the old year. Leave comes off the last
-- nights of the stay first: when it was taken is not reported. A stay has at most 365 bed days in a year: of a leap
-- year spent in the ward the last night does not count.
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
),

spent AS (
    SELECT
        *,
        nights - least(nights, greatest(leave_days - nights_later, 0)) AS spent_days
    FROM later
),

earlier AS (
    SELECT
        *,
        coalesce(sum(spent_days) OVER (
            PARTITION BY person, pool, stay_number, year(month_start)
            ORDER BY month_start ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS days_earlier
    FROM spent
)

SELECT
    stays.person,
    stays.pool,
    stays.stay_number,
    person_years.year,
    month(stays.month_start)::TINYINT AS month,
    -- What the unit was by then: it may have been merged while the stay went on.
    spans.node,
    stays.diagnosis_group,
    stays.urgency,
    person_years.sex,
    person_years.age_group,
    least(stays.last_day, (stays.month_start + INTERVAL 1 MONTH)::DATE - 1) AS latest_day,
    date_trunc('month', stays.first_day) = stays.month_start AS admitted,
    NOT stays.is_open AND date_trunc('month', stays.last_day) = stays.month_start AS discharged,
    greatest(least(stays.spent_days, 365 - stays.days_earlier), 0) AS bed_days
FROM earlier AS stays
INNER JOIN organisation_spans AS spans
    ON stays.node = spans.code AND stays.month_start BETWEEN spans.first_day AND spans.last_day
INNER JOIN person_years ON stays.person = person_years.person AND year(stays.month_start) = person_years.year
WHERE person_years.age_group IS NOT NULL;
