-- Delivered rows, typed, each with the reason why it is set aside, or none. Rows of persons with a reservation in force
-- are not here: they leave before anything is written or counted. `unreadable` names the columns whose text is no value.
WITH typed AS (
    SELECT
        as_whole(raw.lopenr) AS lopenr,
        try_cast(as_whole(raw.aar) AS SMALLINT) AS aar,
        try_cast(as_whole(raw.fodselsar) AS SMALLINT) AS fodselsar,
        try_cast(as_whole(raw.kjonn) AS TINYINT) AS kjonn,
        as_kommune(raw.komnrhjem2) AS komnrhjem2,
        try_cast(as_whole(raw.bydel2) AS TINYINT) AS bydel2,
        as_whole(raw.institusjonid) AS institusjonid,
        as_whole(raw.behandlingsstedkode) AS behandlingsstedkode,
        as_whole(raw.hf) AS hf,
        raw.sektor,
        try_cast(as_whole(raw.omsorgsniva) AS TINYINT) AS omsorgsniva,
        as_day(raw.inndato) AS inndato,
        as_day(raw.utdato) AS utdato,
        as_time(raw.inntid) AS inntid,
        as_time(raw.uttid) AS uttid,
        try_cast(as_whole(raw.permisjonsdogn) AS SMALLINT) AS permisjonsdogn,
        try_cast(as_whole(raw.kontakttype) AS TINYINT) AS kontakttype,
        try_cast(as_whole(raw.polkonaktivitet) AS TINYINT) AS polkonaktivitet,
        try_cast(as_whole(raw.stedaktivitet) AS TINYINT) AS stedaktivitet,
        as_code(raw.tilst1akse1) AS tilst1akse1,
        as_whole(raw.episode_lnr) AS episode_lnr,
        as_whole(raw.henvisning_id) AS henvisning_id,
        try_cast(as_whole(raw.innmatehast) AS TINYINT) AS innmatehast,
        as_day(raw.mottaksdato) AS mottaksdato,
        as_day(raw.ventetidsluttdato) AS ventetidsluttdato,
        try_cast(as_whole(raw.ventetidsluttkode) AS TINYINT) AS ventetidsluttkode,
        try_cast(as_whole(raw.retttilhelsehjelp) AS TINYINT) AS retttilhelsehjelp,
        nullif(concat_ws(
            ',',
            CASE WHEN raw.lopenr IS NOT NULL AND lopenr IS NULL THEN 'lopenr' END,
            CASE WHEN raw.aar IS NOT NULL AND aar IS NULL THEN 'aar' END,
            CASE WHEN raw.fodselsar IS NOT NULL AND fodselsar IS NULL THEN 'fodselsar' END,
            CASE WHEN raw.kjonn IS NOT NULL AND kjonn IS NULL THEN 'kjonn' END,
            CASE WHEN raw.komnrhjem2 IS NOT NULL AND komnrhjem2 IS NULL THEN 'komnrhjem2' END,
            CASE WHEN raw.bydel2 IS NOT NULL AND bydel2 IS NULL THEN 'bydel2' END,
            CASE WHEN raw.institusjonid IS NOT NULL AND institusjonid IS NULL THEN 'institusjonid' END,
            CASE WHEN raw.behandlingsstedkode IS NOT NULL AND behandlingsstedkode IS NULL THEN 'behandlingsstedkode' END,
            CASE WHEN raw.hf IS NOT NULL AND hf IS NULL THEN 'hf' END,
            CASE WHEN raw.omsorgsniva IS NOT NULL AND omsorgsniva IS NULL THEN 'omsorgsniva' END,
            CASE WHEN raw.inndato IS NOT NULL AND inndato IS NULL THEN 'inndato' END,
            CASE WHEN raw.utdato IS NOT NULL AND utdato IS NULL THEN 'utdato' END,
            CASE WHEN raw.inntid IS NOT NULL AND inntid IS NULL THEN 'inntid' END,
            CASE WHEN raw.uttid IS NOT NULL AND uttid IS NULL THEN 'uttid' END,
            CASE WHEN raw.permisjonsdogn IS NOT NULL AND permisjonsdogn IS NULL THEN 'permisjonsdogn' END,
            CASE WHEN raw.kontakttype IS NOT NULL AND kontakttype IS NULL THEN 'kontakttype' END,
            CASE WHEN raw.polkonaktivitet IS NOT NULL AND polkonaktivitet IS NULL THEN 'polkonaktivitet' END,
            CASE WHEN raw.stedaktivitet IS NOT NULL AND stedaktivitet IS NULL THEN 'stedaktivitet' END,
            CASE WHEN raw.tilst1akse1 IS NOT NULL AND tilst1akse1 IS NULL THEN 'tilst1akse1' END,
            CASE WHEN raw.episode_lnr IS NOT NULL AND episode_lnr IS NULL THEN 'episode_lnr' END,
            CASE WHEN raw.henvisning_id IS NOT NULL AND henvisning_id IS NULL THEN 'henvisning_id' END,
            CASE WHEN raw.innmatehast IS NOT NULL AND innmatehast IS NULL THEN 'innmatehast' END,
            CASE WHEN raw.mottaksdato IS NOT NULL AND mottaksdato IS NULL THEN 'mottaksdato' END,
            CASE WHEN raw.ventetidsluttdato IS NOT NULL AND ventetidsluttdato IS NULL THEN 'ventetidsluttdato' END,
            CASE WHEN raw.ventetidsluttkode IS NOT NULL AND ventetidsluttkode IS NULL THEN 'ventetidsluttkode' END,
            CASE WHEN raw.retttilhelsehjelp IS NOT NULL AND retttilhelsehjelp IS NULL THEN 'retttilhelsehjelp' END
        ), '') AS unreadable,
        raw.row
    FROM raw_rows AS raw
    ANTI JOIN reserved_persons AS reserved ON as_whole(raw.lopenr) = reserved.person
),

-- The treating unit is the place of treatment; where its number is missing or not known (a slip of one digit is enough)
-- the reporting unit, last the trust.
placed AS (
    SELECT
        typed.*,
        CASE
            WHEN treating.number IS NOT NULL THEN typed.behandlingsstedkode
            WHEN reporting.number IS NOT NULL THEN typed.institusjonid
            WHEN trusts.number IS NOT NULL THEN typed.hf
        END AS known_unit
    FROM typed
    LEFT JOIN known_units AS treating ON typed.behandlingsstedkode = treating.number
    LEFT JOIN known_units AS reporting ON typed.institusjonid = reporting.number
    LEFT JOIN known_units AS trusts ON typed.hf = trusts.number
)

SELECT
    placed.* EXCLUDE (behandlingsstedkode, known_unit, unreadable, row),
    placed.known_unit AS behandlingsstedkode,
    placed.behandlingsstedkode AS delivered_unit,
    placed.unreadable,
    this_file.file,
    placed.row,
    CASE
        WHEN this_file.superseded THEN 'superseded'
        WHEN regexp_matches(placed.unreadable, '\b(lopenr|inndato|omsorgsniva)\b') THEN 'unreadable'
        WHEN placed.lopenr IS NULL THEN 'missing_person'
        WHEN placed.inndato IS NULL THEN 'missing_start'
        WHEN other_sectors.code IS NOT NULL THEN 'other_sector'
        WHEN placed.omsorgsniva IS NULL THEN 'missing_care'
        WHEN placed.utdato < placed.inndato THEN 'ends_before_start'
        WHEN placed.known_unit IS NULL THEN 'unknown_unit'
        -- What began after the last day that the file covers, and care that was over before the first delivered year. A stay
        -- that began earlier may still last.
        WHEN
            placed.inndato > this_file.last_day
            OR (placed.omsorgsniva <> 1 AND placed.inndato < this_file.first_day)
            OR placed.utdato < this_file.first_day
            THEN 'outside_period'
    END AS reason
FROM placed
CROSS JOIN this_file
LEFT JOIN other_sectors ON placed.sektor = other_sectors.code
