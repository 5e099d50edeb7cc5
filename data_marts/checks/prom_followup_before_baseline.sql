-- A later measurement that was answered before the first baseline of the same person, instrument, informant and
-- scale: the measuring points have changed places, or a baseline is missing. With no baseline at all there is
-- nothing to compare.
INSERT INTO checked_found BY NAME
WITH baselines AS (
    SELECT
        lopenr,
        instrument,
        informant,
        scale,
        min(answered_date) AS first_answered
    FROM delivered_prom
    WHERE measuring_point = 'baseline' AND answered_date IS NOT NULL
    GROUP BY lopenr, instrument, informant, scale
)

SELECT
    forms.lopenr AS person,
    concat_ws(' ', forms.instrument, forms.informant) AS value
FROM delivered_prom AS forms
INNER JOIN baselines
    ON
        forms.lopenr = baselines.lopenr
        AND forms.instrument = baselines.instrument
        AND forms.informant = baselines.informant
        AND forms.scale = baselines.scale
WHERE forms.measuring_point <> 'baseline' AND forms.answered_date < baselines.first_answered;
