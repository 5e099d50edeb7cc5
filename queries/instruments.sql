-- What patients and parents answer comes before what clinicians answer.
SELECT
    instrument,
    name,
    informant,
    scale,
    minimum,
    maximum,
    higher_is_better,
    confirmed
FROM instruments
ORDER BY list_position(['parent', 'child', 'clinician'], informant), instrument, scale
