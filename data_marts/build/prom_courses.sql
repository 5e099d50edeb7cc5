-- One row per person, year, unit and scale with a baseline form, of those who are eligible: patients aged 0-17 with an
-- outpatient contact at that unit that year. Each step is a part of the one before: invited are those of the eligible
-- with a baseline form in the year, baselines those of the invited who answered it, pairs those with a follow-up of
-- that baseline. So eligible >= invited >= baselines >= pairs, always.
-- A follow-up is a form at the end or after one year; forms between (point) are none.
-- A follow-up belongs to the last answered baseline on or before its day, of the same person, unit, instrument,
-- informant and scale, if it was answered within followup_days of it: so none is used twice, nor for a course that was
-- over when it was answered. Of several follow-ups of a baseline the first one counts.
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

-- The days on which baselines were answered, in whatever year, and the next such day.
baseline_days AS (
    SELECT
        person,
        node,
        position,
        answered,
        lead(answered) OVER (PARTITION BY person, node, position ORDER BY answered) AS next_answered
    FROM prom_forms
    WHERE measuring_point = 'baseline' AND answered IS NOT NULL
    GROUP BY person, node, position, answered
),

followups AS (
    SELECT
        starts.person,
        starts.node,
        starts.position,
        starts.answered,
        arg_min(forms.score, (forms.answered, forms.score)) AS followup
    FROM baseline_days AS starts
    INNER JOIN prom_forms AS forms
        ON
            starts.person = forms.person
            AND starts.node = forms.node
            AND starts.position = forms.position
            AND forms.measuring_point IN ('end', 'one_year')
            AND starts.answered <= forms.answered
    WHERE
        (starts.next_answered IS NULL OR forms.answered < starts.next_answered)
        AND forms.answered - starts.answered <= $followup_days
    GROUP BY starts.person, starts.node, starts.position, starts.answered
)

SELECT
    baselines.*,
    followups.followup
FROM baselines
LEFT JOIN followups
    ON
        baselines.person = followups.person
        AND baselines.node = followups.node
        AND baselines.position = followups.position
        AND baselines.answered = followups.answered;
