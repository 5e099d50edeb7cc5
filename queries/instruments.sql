-- What patients and parents answer comes before what clinicians answer.
SELECT
    instrument,
    name,
    informant,
    scale,
    scale_name,
    minimum,
    maximum,
    higher_is_better,
    confirmed
FROM instruments
ORDER BY list_position(['parent', 'child', 'teacher', 'clinician'], informant), position
