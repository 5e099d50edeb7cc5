SELECT
    year,
    organisation,
    consultations,
    consultations_status,
    bed_days,
    bed_days_status,
    discharges,
    discharges_status,
    beds,
    beds_status
FROM ssb_activity
WHERE
    year BETWEEN $first_year AND $last_year
    AND organisation = any($places::VARCHAR[])
