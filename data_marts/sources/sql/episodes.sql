-- The rows of one file of episodes, typed, each with the reason why it is set aside, where it is. Rows of persons with
-- a reservation in force are left out. A row without a year is of its file's year.
WITH typed AS (
    SELECT
        raw_rows AS texts,
        row,
        as_whole(lopenr) AS lopenr,
        -- A file repeats rows of the years before under their own year; another one would be a slip.
        CASE
            WHEN as_whole(aar) BETWEEN this_file.first_year AND this_file.year THEN as_whole(aar)::SMALLINT
            ELSE this_file.year
        END AS aar,
        try_cast(as_whole(fodselsar) AS SMALLINT) AS fodselsar,
        try_cast(as_whole(kjonn) AS TINYINT) AS kjonn,
        as_kommune(komnrhjem2) AS komnrhjem2,
        try_cast(as_whole(bydel2) AS TINYINT) AS bydel2,
        as_whole(institusjonid) AS institusjonid,
        as_whole(behandlingsstedkode) AS behandlingsstedkode,
        as_whole(hf) AS hf,
        sektor,
        try_cast(as_whole(omsorgsniva) AS TINYINT) AS omsorgsniva,
        as_date(inndato) AS inndato,
        as_date(utdato) AS utdato,
        as_time(inntid) AS inntid,
        as_time(uttid) AS uttid,
        try_cast(as_whole(permisjonsdogn) AS SMALLINT) AS permisjonsdogn,
        try_cast(as_whole(kontakttype) AS TINYINT) AS kontakttype,
        try_cast(as_whole(polkonaktivitet) AS TINYINT) AS polkonaktivitet,
        try_cast(as_whole(stedaktivitet) AS TINYINT) AS stedaktivitet,
        as_diagnosis(tilst1akse1) AS tilst1akse1,
        as_whole(episode_lnr) AS episode_lnr,
        as_whole(henvisning_id) AS henvisning_id,
        try_cast(as_whole(innmatehast) AS TINYINT) AS innmatehast,
        as_date(mottaksdato) AS mottaksdato,
        as_date(ventetidsluttdato) AS ventetidsluttdato,
        try_cast(as_whole(ventetidsluttkode) AS TINYINT) AS ventetidsluttkode,
        try_cast(as_whole(retttilhelsehjelp) AS TINYINT) AS retttilhelsehjelp
    FROM raw_rows
    CROSS JOIN this_file
),

judged AS (
    SELECT
        * EXCLUDE (texts),
        CASE
            WHEN behandlingsstedkode IN (SELECT number FROM known_units) THEN behandlingsstedkode
            WHEN institusjonid IN (SELECT number FROM known_units) THEN institusjonid
            WHEN hf IN (SELECT number FROM known_units) THEN hf
        END AS unit,
        string_split(
            nullif(
                concat_ws(
                    ' ',
                    CASE WHEN as_whole(texts.aar) IS DISTINCT FROM aar AND texts.aar IS NOT NULL THEN 'aar' END,
                    unread('lopenr', texts.lopenr, lopenr),
                    unread('fodselsar', texts.fodselsar, fodselsar),
                    unread('kjonn', texts.kjonn, kjonn),
                    unread('komnrhjem2', texts.komnrhjem2, komnrhjem2),
                    unread('bydel2', texts.bydel2, bydel2),
                    unread('institusjonid', texts.institusjonid, institusjonid),
                    unread('behandlingsstedkode', texts.behandlingsstedkode, behandlingsstedkode),
                    unread('hf', texts.hf, hf),
                    unread('omsorgsniva', texts.omsorgsniva, omsorgsniva),
                    unread('inndato', texts.inndato, inndato),
                    unread('utdato', texts.utdato, utdato),
                    unread('inntid', texts.inntid, inntid),
                    unread('uttid', texts.uttid, uttid),
                    unread('permisjonsdogn', texts.permisjonsdogn, permisjonsdogn),
                    unread('kontakttype', texts.kontakttype, kontakttype),
                    unread('polkonaktivitet', texts.polkonaktivitet, polkonaktivitet),
                    unread('stedaktivitet', texts.stedaktivitet, stedaktivitet),
                    unread('tilst1akse1', texts.tilst1akse1, tilst1akse1),
                    unread('episode_lnr', texts.episode_lnr, episode_lnr),
                    unread('henvisning_id', texts.henvisning_id, henvisning_id),
                    unread('innmatehast', texts.innmatehast, innmatehast),
                    unread('mottaksdato', texts.mottaksdato, mottaksdato),
                    unread('ventetidsluttdato', texts.ventetidsluttdato, ventetidsluttdato),
                    unread('ventetidsluttkode', texts.ventetidsluttkode, ventetidsluttkode),
                    unread('retttilhelsehjelp', texts.retttilhelsehjelp, retttilhelsehjelp)
                ),
                ''
            ),
            ' '
        ) AS unreadable
    FROM typed
    ANTI JOIN reserved_persons ON typed.lopenr = reserved_persons.lopenr
)

SELECT
    judged.*,
    this_file.file,
    CASE
        WHEN list_has_any(unreadable, ['lopenr', 'inndato', 'omsorgsniva']) THEN 'unreadable'
        WHEN lopenr IS NULL THEN 'missing_person'
        WHEN inndato IS NULL THEN 'missing_start'
        WHEN utdato < inndato THEN 'ends_before_start'
        WHEN list_contains(this_file.other_sectors, sektor) THEN 'other_sector'
        WHEN unit IS NULL THEN 'unknown_unit'
        WHEN inndato > this_file.covered_to THEN 'outside_period'
        -- A stay may have begun long before; of an unknown care level the build says so.
        WHEN omsorgsniva <> 1 AND year(inndato) < this_file.first_year THEN 'outside_period'
        WHEN this_file.superseded THEN 'superseded'
    END AS reason
FROM judged
CROSS JOIN this_file;
