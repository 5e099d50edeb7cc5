-- One row per person, year, unit and scale with a baseline form, of those who are eligible: patients aged 0-17 with an
-- outpatient contact at that unit that year. Each step is a part of the one before: invited are those of the eligible
-- with a baseline form in the year, baselines those of the invited who answered it, pairs those with a later answer to
-- the same instrument, informant and scale at the same unit. So eligible >= invited >= baselines >= pairs, always.
-- A scale is known by its position in the list of instruments: instrument, informant and scale.
-- A form belongs to the year it was answered, or sent where there is no answer.
CREATE VIEW prom_forms AS
SELECT
    forms.lopenr AS person,
    treating.node,
    instruments.position,
    forms.measuring_point,
    CASE WHEN forms.score IS NOT NULL THEN forms.answered_date END AS answered,
    CASE WHEN forms.answered_date IS NOT NULL THEN forms.score END AS score,
    coalesce(forms.answered_date, forms.invited_date) AS form_date
FROM delivered_prom AS forms
INNER JOIN treating_organisations AS treating ON forms.orgnr = treating.number
INNER JOIN instrument_thresholds AS instruments
    ON
        forms.instrument = instruments.instrument
        AND forms.informant = instruments.informant
        AND forms.scale = instruments.scale;

CREATE TABLE prom_courses AS
WITH eligible AS (
    SELECT DISTINCT
        person,
        year,
        node
    FROM person_units
    WHERE care = 'outpatient'
),

baselines AS (
    SELECT
        forms.person,
        eligible.year,
        forms.node,
        forms.position,
        min(forms.answered) AS answered,
        arg_min(forms.score, (forms.answered, forms.score)) AS baseline
    FROM prom_forms AS forms
    INNER JOIN eligible
        ON
            forms.person = eligible.person
            AND forms.node = eligible.node
            AND year(forms.form_date) = eligible.year
    WHERE forms.measuring_point = 'baseline'
    GROUP BY ALL
),

followups AS (
    SELECT
        baselines.person,
        baselines.year,
        baselines.node,
        baselines.position,
        arg_min(forms.score, (forms.answered, forms.score)) AS followup
    FROM baselines
    INNER JOIN prom_forms AS forms
        ON
            baselines.person = forms.person
            AND baselines.node = forms.node
            AND baselines.position = forms.position
            AND forms.measuring_point = 'followup'
            AND baselines.answered <= forms.answered
    GROUP BY ALL
)

SELECT
    baselines.*,
    followups.followup
FROM baselines
LEFT JOIN followups
    ON
        baselines.person = followups.person
        AND baselines.year = followups.year
        AND baselines.node = followups.node
        AND baselines.position = followups.position;
