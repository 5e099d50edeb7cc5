-- What happened to referrals in each period, at the unit as it was by then, of persons aged 0-17 at the end of that
-- year: one row per referral received, and one per referral whose wait ended with care. A start counts where the wait
-- is known: not without the day the referral was received, nor before it.
CREATE TABLE referral_events AS
WITH happened AS (
    SELECT
        person,
        node,
        received AS day,
        is_rejected,
        NULL::BIGINT AS wait
    FROM referrals
    WHERE received IS NOT NULL
    UNION ALL
    SELECT
        person,
        node,
        started AS day,
        NULL AS is_rejected,
        wait
    FROM referrals
    WHERE wait IS NOT NULL
)

SELECT
    happened.person,
    year(happened.day) AS year,
    month(happened.day) AS month,
    spans.node,
    happened.is_rejected,
    happened.wait
FROM happened
INNER JOIN persons ON happened.person = persons.person
INNER JOIN organisation_spans AS spans
    ON happened.node = spans.code AND happened.day BETWEEN spans.first_day AND spans.last_day
WHERE
    year(happened.day) BETWEEN $first_year AND $last_year
    AND year(happened.day) - persons.birth_year BETWEEN 0 AND 17;

-- Referrals, the persons behind each kind of them and the most that one of them had, by period and organisation.
-- Somebody may stand behind both a rejected referral and another one, so each kind has its own number of persons.
CREATE TABLE waiting_cells AS
WITH kinds AS (
    SELECT
        *,
        (is_rejected IS NOT NULL)::INTEGER AS referral,
        coalesce(is_rejected, FALSE)::INTEGER AS rejected,
        (wait IS NOT NULL)::INTEGER AS started,
        coalesce(wait <= $wait_limit_days, FALSE)::INTEGER AS within_limit,
        count(*) OVER (PARTITION BY person, year, wait IS NULL) > 1 AS repeats
    FROM referral_events
),

-- Nearly all are referred once a year and start once: they are as many as their referrals. The others, who must not be
-- counted twice, have a row of their own in each cell.
grouped AS (
    SELECT
        year,
        month,
        node,
        NULL AS person,
        referral,
        rejected,
        started,
        within_limit,
        count(*) AS persons
    FROM kinds
    WHERE NOT repeats
    GROUP BY ALL
    UNION ALL
    SELECT
        year,
        month,
        node,
        person,
        referral,
        rejected,
        started,
        within_limit,
        1 AS persons
    FROM kinds
    WHERE repeats
),

placed AS (
    SELECT
        periods.period,
        closure.organisation,
        events.person,
        sum(events.persons * events.referral) AS referrals,
        sum(events.persons * events.rejected) AS rejected,
        sum(events.persons * events.started) AS started,
        sum(events.persons * events.within_limit) AS within_limit
    FROM grouped AS events
    INNER JOIN organisation_closure AS closure ON events.year = closure.year AND events.node = closure.node
    INNER JOIN periods ON events.year = periods.year AND (periods.months >> events.month - 1) & 1 = 1
    GROUP BY periods.period, closure.organisation, events.person
),

counted AS (
    SELECT
        period,
        organisation,
        sum(referrals) AS referrals,
        sum(CASE WHEN person IS NULL THEN referrals ELSE sign(referrals) END) AS referral_patients,
        sum(rejected) AS rejected,
        sum(CASE WHEN person IS NULL THEN rejected ELSE sign(rejected) END) AS rejected_patients,
        sum(referrals - rejected) AS not_rejected,
        sum(CASE WHEN person IS NULL THEN referrals - rejected ELSE sign(referrals - rejected) END)
            AS not_rejected_patients,
        sum(started) AS started,
        sum(CASE WHEN person IS NULL THEN started ELSE sign(started) END) AS start_patients,
        sum(within_limit) AS within_limit,
        sum(CASE WHEN person IS NULL THEN within_limit ELSE sign(within_limit) END) AS within_limit_patients,
        sum(started - within_limit) AS late,
        sum(CASE WHEN person IS NULL THEN started - within_limit ELSE sign(started - within_limit) END)
            AS late_patients,
        max(CASE WHEN person IS NULL THEN sign(referrals) ELSE referrals END) AS referrals_largest,
        max(CASE WHEN person IS NULL THEN sign(rejected) ELSE rejected END) AS rejected_largest,
        max(CASE WHEN person IS NULL THEN sign(referrals - rejected) ELSE referrals - rejected END)
            AS not_rejected_largest,
        max(CASE WHEN person IS NULL THEN sign(started) ELSE started END) AS started_largest,
        max(CASE WHEN person IS NULL THEN sign(within_limit) ELSE within_limit END) AS within_limit_largest,
        max(CASE WHEN person IS NULL THEN sign(started - within_limit) ELSE started - within_limit END)
            AS late_largest
    FROM placed
    GROUP BY period, organisation
),

-- Between two waits in proportion, so that the median of an even number is the middle of two.
waits AS (
    SELECT
        periods.period,
        closure.organisation,
        quantile_cont(events.wait, [0.5, 0.9]) AS quantiles
    FROM referral_events AS events
    INNER JOIN organisation_closure AS closure ON events.year = closure.year AND events.node = closure.node
    INNER JOIN periods ON events.year = periods.year AND (periods.months >> events.month - 1) & 1 = 1
    WHERE events.wait IS NOT NULL
    GROUP BY periods.period, closure.organisation
)

SELECT
    counted.*,
    waits.quantiles[1] AS median_wait,
    waits.quantiles[2] AS long_wait
FROM counted
LEFT JOIN waits ON counted.period = waits.period AND counted.organisation = waits.organisation;
