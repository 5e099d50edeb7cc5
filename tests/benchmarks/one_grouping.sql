-- One scan and one grouping of all delivered rows: what the build is measured against.
SELECT
    aar,
    count(*) AS contacts,
    count(DISTINCT lopenr) AS patients
FROM (
    SELECT
        aar,
        lopenr,
        inndato,
        behandlingsstedkode,
        min(kontakttype) AS kontakttype,
        max(komnrhjem2) AS komnrhjem2
    FROM delivered_episodes
    GROUP BY aar, lopenr, inndato, behandlingsstedkode
) AS contacts
GROUP BY aar;
