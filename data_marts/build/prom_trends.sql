-- Coverage and results by year, treating organisation and scale. A person with courses at several units of an
-- organisation is one person of it, with the first answered baseline (of equals the first unit in the list).
-- Change = follow-up minus baseline; it is better or worse where it exceeds the scale's reliable change threshold.
-- Where no threshold is known nobody is better, worse or unchanged: those counts are NULL, which is not zero.
WITH eligible AS (
    SELECT
        patients.year,
        closure.organisation,
        count(*) AS eligible
    FROM person_organisations AS patients
    INNER JOIN organisation_closure AS closure
        ON
            patients.year = closure.year
            AND patients.organisation = closure.node
            AND (NOT patients.moves OR closure.node = closure.organisation)
    WHERE patients.care = 'outpatient' AND patients.contact_type = $total::CONTACT_TYPE
    GROUP BY patients.year, closure.organisation
),

numbered AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY person, year, position) AS units
    FROM prom_courses
),

-- Nearly all have one course of a scale in a year: it stands at its unit and is added upwards when all is counted.
-- Those who have more have one row at each organisation.
first_courses AS (
    SELECT
        numbered.*,
        numbered.node AS organisation
    FROM numbered
    WHERE units = 1
    UNION ALL
    SELECT
        numbered.*,
        closure.organisation
    FROM numbered
    INNER JOIN organisation_closure AS closure ON numbered.year = closure.year AND numbered.node = closure.node
    WHERE numbered.units > 1
    QUALIFY row_number() OVER (
        PARTITION BY
            numbered.person,
            numbered.year,
            closure.organisation,
            numbered.position
        ORDER BY numbered.answered ASC NULLS LAST, numbered.node ASC
    ) = 1
),

judged AS (
    SELECT
        courses.*,
        courses.units = 1 AS adds_up,
        courses.followup - courses.baseline AS change,
        (courses.followup - courses.baseline) * CASE WHEN instruments.higher_is_better THEN 1 ELSE -1 END AS gain,
        instruments.threshold,
        courses.baseline <= instruments.minimum AS at_floor,
        courses.baseline >= instruments.maximum AS at_ceiling
    FROM first_courses AS courses
    INNER JOIN instrument_thresholds AS instruments ON courses.position = instruments.position
),

at_units AS (
    SELECT
        year,
        organisation,
        adds_up,
        position,
        count(*) AS invited,
        count(baseline) AS baseline_n,
        count(change) AS pairs,
        sum(baseline) FILTER (WHERE change IS NOT NULL) AS baselines,
        sum(followup) FILTER (WHERE change IS NOT NULL) AS followups,
        sum(change) AS changes,
        sum(change * change) AS squares,
        count(*) FILTER (WHERE gain > threshold) AS better,
        count(*) FILTER (WHERE gain < -threshold) AS worse,
        count(*) FILTER (WHERE at_floor) AS at_floor,
        count(*) FILTER (WHERE at_ceiling) AS at_ceiling
    FROM judged
    GROUP BY ALL
),

sums AS (
    SELECT
        units.year,
        closure.organisation,
        units.position,
        sum(units.invited) AS invited,
        sum(units.baseline_n) AS baseline_n,
        sum(units.pairs) AS pairs,
        sum(units.baselines) AS baselines,
        sum(units.followups) AS followups,
        sum(units.changes) AS changes,
        sum(units.squares) AS squares,
        sum(units.better) AS better,
        sum(units.worse) AS worse,
        sum(units.at_floor) AS at_floor,
        sum(units.at_ceiling) AS at_ceiling
    FROM at_units AS units
    INNER JOIN organisation_closure AS closure
        ON
            units.year = closure.year
            AND units.organisation = closure.node
            AND (units.adds_up OR closure.node = closure.organisation)
    GROUP BY units.year, closure.organisation, units.position
),

-- From sums, since sums of whole scores are the same to the last digit in whatever order they are added.
counted AS (
    SELECT
        *,
        baselines / pairs AS mean_baseline,
        followups / pairs AS mean_followup,
        changes / pairs AS mean_change,
        CASE WHEN pairs > 1 THEN sqrt(greatest(squares - changes * changes / pairs, 0) / (pairs - 1)) END AS sd_change
    FROM sums
),

-- Of the many scales that are known, only those that somebody was asked for: the others would be rows without anybody.
-- Where nobody was asked for any, the first of the list stands for them, so that this can be told.
asked AS (
    SELECT DISTINCT position
    FROM prom_courses
    UNION ALL
    SELECT min(position) AS position
    FROM instrument_thresholds
    WHERE kind = 'prom'
    HAVING NOT EXISTS (FROM prom_courses)
),

cells AS (
    SELECT
        periods.year,
        organisations.code::ORGANISATION AS organisation,
        instruments.position,
        instruments.instrument,
        instruments.informant,
        instruments.scale,
        instruments.threshold IS NOT NULL AS has_threshold
    FROM reference_organisations AS organisations
    INNER JOIN periods
        ON
            periods.period_type = 'year'
            AND periods.year BETWEEN organisations.valid_from AND coalesce(organisations.valid_to, periods.year)
    CROSS JOIN asked
    INNER JOIN instrument_thresholds AS instruments ON asked.position = instruments.position
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
    CASE WHEN cells.has_threshold THEN coalesce(counted.better, 0) END::BIGINT AS better,
    CASE WHEN cells.has_threshold THEN coalesce(counted.worse, 0) END::BIGINT AS worse,
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
