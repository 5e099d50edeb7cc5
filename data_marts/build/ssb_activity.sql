-- Statistics Norway's figures as they stand, with the country as the sum of its four regions. A figure that repeats the
-- year before (found by the checks of the source) is not shown, and neither is a sum with such a figure in it.
WITH regions AS (
    SELECT
        code,
        count(*) OVER () AS number_of_regions
    FROM reference_organisations
    WHERE level = 'rhf'
),

figures AS (
    SELECT
        activity.year,
        activity.organisation,
        activity.measure,
        activity.value,
        coalesce(repeated.organisation IS NOT NULL, FALSE) AS is_repeated
    FROM reference_ssb_activity AS activity
    LEFT JOIN repeated_figures AS repeated
        ON
            activity.year = repeated.year
            AND activity.organisation = repeated.organisation
            AND activity.measure = repeated.measure
),

country AS (
    SELECT
        figures.year,
        $country AS organisation,
        figures.measure,
        sum(figures.value) AS value,
        bool_or(figures.is_repeated) AS is_repeated
    FROM figures
    INNER JOIN regions ON figures.organisation = regions.code
    GROUP BY figures.year, figures.measure
    HAVING count(figures.value) = any_value(regions.number_of_regions)
),

stated AS (
    SELECT
        year,
        organisation,
        measure,
        CASE WHEN NOT is_repeated THEN value END AS value,
        CASE WHEN is_repeated THEN $repeated WHEN value IS NULL THEN $missing ELSE $published END AS status
    FROM (
        SELECT * FROM figures
        UNION ALL
        SELECT * FROM country
    ) AS all_figures
)

SELECT
    year,
    organisation,
    max(value) FILTER (WHERE measure = 'consultations')::BIGINT AS consultations,
    coalesce(max(status) FILTER (WHERE measure = 'consultations'), $missing) AS consultations_status,
    max(value) FILTER (WHERE measure = 'bed_days')::BIGINT AS bed_days,
    coalesce(max(status) FILTER (WHERE measure = 'bed_days'), $missing) AS bed_days_status,
    max(value) FILTER (WHERE measure = 'discharges')::BIGINT AS discharges,
    coalesce(max(status) FILTER (WHERE measure = 'discharges'), $missing) AS discharges_status,
    max(value) FILTER (WHERE measure = 'beds')::BIGINT AS beds,
    coalesce(max(status) FILTER (WHERE measure = 'beds'), $missing) AS beds_status
FROM stated
GROUP BY year, organisation
ORDER BY year, organisation;
