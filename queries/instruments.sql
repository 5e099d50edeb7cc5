SELECT
    instrument,
    name,
    informant,
    scale,
    minimum,
    maximum,
    higher_is_better,
    confirmed,
    source
FROM instruments
ORDER BY instrument, informant, scale
