-- Medians do not add up over periods or organisations: each has rows of its own.
SELECT
    period_type,
    period,
    organisation,
    referrals,
    referral_patients,
    referrals_status,
    rejected,
    rejected_patients,
    not_rejected,
    not_rejected_patients,
    rejected_status,
    started,
    start_patients,
    started_status,
    median_wait,
    median_wait_status,
    long_wait,
    long_wait_status,
    within_limit,
    within_limit_patients,
    late,
    late_patients,
    within_limit_share,
    within_limit_status
FROM waiting
WHERE
    period_type = $period_type
    AND left(period, 4) BETWEEN $first_year AND $last_year
    AND organisation = any($places::VARCHAR[])
ORDER BY period, organisation
