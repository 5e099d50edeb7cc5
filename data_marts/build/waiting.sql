-- Referrals and waits by period and treating organisation; every declared cell is a row. What a year's file has no
-- referral of is not delivered. The ninth decile of few waits is one child's wait: it needs more starts than a median.
WITH cells AS (
    SELECT
        periods.period_type,
        periods.period,
        organisations.code::ORGANISATION AS organisation,
        coalesce(facts.has_referrals, FALSE) AS is_delivered
    FROM reference_organisations AS organisations
    INNER JOIN periods
        ON periods.year BETWEEN organisations.valid_from AND coalesce(organisations.valid_to, periods.year)
    LEFT JOIN delivered_facts AS facts ON periods.year = facts.year
),

joined AS (
    SELECT
        cells.*,
        counted.* EXCLUDE (period, organisation),
        CASE WHEN cells.is_delivered THEN $published ELSE $not_delivered END AS plain_status,
        CASE
            WHEN NOT cells.is_delivered THEN $not_delivered
            WHEN coalesce(counted.started, 0) = 0 THEN $too_few
            ELSE $published
        END AS wait_status,
        CASE
            WHEN NOT cells.is_delivered THEN $not_delivered
            WHEN coalesce(counted.started, 0) < $fewest_for_long_wait THEN $too_few
            ELSE $published
        END AS long_wait_status
    FROM cells
    LEFT JOIN waiting_cells AS counted
        ON cells.period = counted.period AND cells.organisation = counted.organisation
)

SELECT
    period_type,
    period,
    organisation,
    CASE WHEN is_delivered THEN coalesce(referrals, 0) END::BIGINT AS referrals,
    CASE WHEN is_delivered THEN coalesce(referral_patients, 0) END::BIGINT AS referral_patients,
    plain_status AS referrals_status,
    CASE WHEN is_delivered THEN coalesce(rejected, 0) END::BIGINT AS rejected,
    CASE WHEN is_delivered THEN coalesce(rejected_patients, 0) END::BIGINT AS rejected_patients,
    CASE WHEN is_delivered THEN coalesce(not_rejected, 0) END::BIGINT AS not_rejected,
    CASE WHEN is_delivered THEN coalesce(not_rejected_patients, 0) END::BIGINT AS not_rejected_patients,
    plain_status AS rejected_status,
    CASE WHEN is_delivered THEN coalesce(started, 0) END::BIGINT AS started,
    CASE WHEN is_delivered THEN coalesce(start_patients, 0) END::BIGINT AS start_patients,
    plain_status AS started_status,
    CASE WHEN wait_status = $published THEN median_wait END::DOUBLE AS median_wait,
    wait_status AS median_wait_status,
    CASE WHEN long_wait_status = $published THEN long_wait END::DOUBLE AS long_wait,
    long_wait_status,
    CASE WHEN wait_status = $published THEN within_limit END::BIGINT AS within_limit,
    CASE WHEN wait_status = $published THEN within_limit_patients END::BIGINT AS within_limit_patients,
    CASE WHEN wait_status = $published THEN late END::BIGINT AS late,
    CASE WHEN wait_status = $published THEN late_patients END::BIGINT AS late_patients,
    CASE WHEN wait_status = $published THEN 100.0 * within_limit / started END::DOUBLE AS within_limit_share,
    wait_status AS within_limit_status,
    CASE WHEN is_delivered THEN coalesce(referrals_largest, 0) END::BIGINT AS referrals_largest,
    CASE WHEN is_delivered THEN coalesce(rejected_largest, 0) END::BIGINT AS rejected_largest,
    CASE WHEN is_delivered THEN coalesce(not_rejected_largest, 0) END::BIGINT AS not_rejected_largest,
    CASE WHEN is_delivered THEN coalesce(started_largest, 0) END::BIGINT AS started_largest,
    CASE WHEN wait_status = $published THEN within_limit_largest END::BIGINT AS within_limit_largest,
    CASE WHEN wait_status = $published THEN late_largest END::BIGINT AS late_largest
FROM joined
ORDER BY organisation, period_type, period;
