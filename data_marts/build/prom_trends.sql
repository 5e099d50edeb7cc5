-- Coverage and results by year, treating organisation and scale. A person with courses at several units of an
-- organisation is one person of it, with the first answered baseline (of equals the first unit in the list).
-- Change = follow-up minus baseline; it is better or worse where it exceeds the scale's reliable change threshold.
WITH eligible AS (
    SELECT
        patients.year,
        closure.organisation,
        count(*) AS eligible
    FROM person_organisations AS patients
    INNER JOIN organisation_closure AS closure
        ON patients.organisation = closure.node AND (NOT patients.moves OR closure.node = closure.organisation)
    WHERE patients.care = 'outpatient' AND patients.contact_type = $total::CONTACT_TYPE
    GROUP BY patients.year, closure.organisation
),

first_courses AS (
    SELECT
        courses.*,
        closure.organisation
    FROM prom_courses AS courses
    INNER JOIN organisation_closure AS closure ON courses.node = closure.node
    QUALIFY row_number() OVER (
        PARTITION BY
            courses.person,
            courses.year,
            closure.organisation,
            courses.position
        ORDER BY courses.answered ASC NULLS LAST, courses.node ASC
    ) = 1
),

judged AS (
    SELECT
        courses.*,
        courses.followup - courses.baseline AS change,
        (courses.followup - courses.baseline) * CASE WHEN instruments.higher_is_better THEN 1 ELSE -1 END AS gain,
        instruments.threshold,
        courses.baseline <= instruments.minimum AS at_floor,
        courses.baseline >= instruments.maximum AS at_ceiling
    FROM first_courses AS courses
    INNER JOIN instrument_thresholds AS instruments ON courses.position = instruments.position
),

counted AS (
    SELECT
        year,
        organisation,
        position,
        count(*) AS invited,
        count(baseline) AS baseline_n,
        count(change) AS pairs,
        avg(baseline) FILTER (WHERE change IS NOT NULL) AS mean_baseline,
        avg(followup) FILTER (WHERE change IS NOT NULL) AS mean_followup,
        avg(change) AS mean_change,
        stddev_samp(change) AS sd_change,
        count(*) FILTER (WHERE gain > threshold) AS better,
        count(*) FILTER (WHERE gain < -threshold) AS worse,
        count(*) FILTER (WHERE at_floor) AS at_floor,
        count(*) FILTER (WHERE at_ceiling) AS at_ceiling
    FROM judged
    GROUP BY ALL
),

cells AS (
    SELECT
        periods.year,
        organisations.code::ORGANISATION AS organisation,
        instruments.position,
        instruments.instrument,
        instruments.informant,
        instruments.scale
    FROM reference_organisations AS organisations
    INNER JOIN periods
        ON
            periods.period_type = 'year'
            AND periods.year BETWEEN organisations.valid_from AND coalesce(organisations.valid_to, periods.year)
    CROSS JOIN instrument_thresholds AS instruments
)

SELECT
    cells.year,
    cells.organisation,
    cells.instrument,
    cells.informant,
    cells.scale,
    coalesce(eligible.eligible, 0)::BIGINT AS eligible,
    coalesce(counted.invited, 0)::BIGINT AS invited,
    coalesce(counted.baseline_n, 0)::BIGINT AS baseline_n,
    coalesce(counted.pairs, 0)::BIGINT AS pairs,
    counted.mean_baseline,
    counted.mean_followup,
    counted.mean_change,
    counted.sd_change,
    coalesce(counted.better, 0)::BIGINT AS better,
    coalesce(counted.worse, 0)::BIGINT AS worse,
    coalesce(counted.at_floor, 0)::BIGINT AS at_floor,
    coalesce(counted.at_ceiling, 0)::BIGINT AS at_ceiling
FROM cells
LEFT JOIN eligible ON cells.year = eligible.year AND cells.organisation = eligible.organisation
LEFT JOIN counted
    ON
        cells.year = counted.year
        AND cells.organisation = counted.organisation
        AND cells.position = counted.position
ORDER BY cells.organisation, cells.year, cells.position;
