-- Stays over New Year that stand in the files of both years: the later file knows how the stay went on and counts.
INSERT INTO checked_found BY NAME
WITH stays AS (
    SELECT DISTINCT
        person,
        organisation,
        inndato,
        aar,
        utdato IS NULL OR year(utdato) > aar AS goes_on
    FROM checked_inpatient_rows
)

SELECT
    later.person,
    later.organisation,
    earlier.aar::VARCHAR || '/' || later.aar::VARCHAR AS period
FROM stays AS later
INNER JOIN stays AS earlier
    ON
        later.person = earlier.person
        AND later.organisation = earlier.organisation
        AND later.inndato = earlier.inndato
        AND later.aar = earlier.aar + 1
WHERE year(later.inndato) < later.aar AND earlier.goes_on
-- A stay that was delivered twice, once still open, is one.
GROUP BY later.person, later.organisation, later.inndato, earlier.aar, later.aar;
