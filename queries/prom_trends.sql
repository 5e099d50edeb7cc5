-- One instrument, informant and scale: answers of different kinds never stand in one series.
SELECT
    year,
    organisation,
    instrument,
    informant,
    scale,
    eligible,
    invited,
    baseline_n,
    pairs,
    baseline_share,
    pair_share,
    coverage_status,
    mean_baseline,
    mean_followup,
    mean_change,
    change_low,
    change_high,
    sd_change,
    change_status,
    better,
    unchanged,
    worse,
    better_share,
    unchanged_share,
    worse_share,
    outcome_status,
    at_floor,
    at_ceiling,
    floor_share,
    ceiling_share,
    ends_status
FROM prom_trends
WHERE
    year BETWEEN $first_year AND $last_year
    AND organisation = any($places::VARCHAR[])
    AND instrument = $instrument
    AND informant = $informant
    AND scale = $scale
