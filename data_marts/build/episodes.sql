-- All rows that were kept, in our words. Persons with a reservation are not among them: they left when the delivery was
-- taken in (sources/sql/episodes.sql), before any count and for all years.
-- Treating unit: the place of treatment; where that is missing (99) or not known the reporting unit, last the trust.
-- Its number is what it stood for on the day. `delivered` names a table of rows with these numbers and a day.
CREATE MACRO treated(delivered) AS TABLE
    SELECT
        reported.*,
        coalesce(place.node, reporting.node, trust.node) AS node,
        coalesce(place.pool, reporting.pool, trust.pool) AS pool
    FROM query_table(delivered) AS reported
    LEFT JOIN treating_organisations AS place
        ON
            reported.behandlingsstedkode = place.number
            AND reported.inndato BETWEEN place.first_day AND place.last_day
    LEFT JOIN treating_organisations AS reporting
        ON
            reported.institusjonid = reporting.number
            AND reported.inndato BETWEEN reporting.first_day AND reporting.last_day
    LEFT JOIN treating_organisations AS trust
        ON
            reported.hf = trust.number
            AND reported.inndato BETWEEN trust.first_day AND trust.last_day
    -- No row is lost here: those without a known unit were set aside.
    WHERE coalesce(place.node, reporting.node, trust.node) IS NOT NULL;

CREATE VIEW episodes AS
SELECT
    reported.lopenr AS person,
    reported.aar AS delivered_year,
    reported.omsorgsniva,
    reported.inndato,
    reported.inntid,
    reported.utdato,
    reported.uttid,
    reported.permisjonsdogn,
    reported.innmatehast,
    reported.komnrhjem2,
    reported.bydel2,
    reported.kjonn,
    reported.fodselsar,
    reported.node,
    reported.pool,
    -- Kontakttype 5 is work without the patient: no contact. The other codes say how the contact was held; where they
    -- say several things at once, the order is video, phone, group, ambulant, in person. Video and phone have codes of
    -- their own (kontakttype 6 and 7) from 2021: before, these numbers meant nothing, and say nothing here.
    -- Telemedicine (stedaktivitet 3 and 6) is care at a distance and counts with video, in all years.
    CASE
        WHEN reported.kontakttype = 5 OR reported.omsorgsniva NOT IN (2, 3) THEN NULL
        WHEN
            reported.stedaktivitet IN (3, 6) OR (reported.kontakttype = 6 AND reported.inndato >= DATE '2021-01-01')
            THEN 'video'::CONTACT_TYPE
        WHEN reported.kontakttype = 7 AND reported.inndato >= DATE '2021-01-01' THEN 'phone'::CONTACT_TYPE
        WHEN reported.polkonaktivitet = 4 THEN 'group'::CONTACT_TYPE
        WHEN reported.stedaktivitet IN (4, 5) THEN 'ambulant'::CONTACT_TYPE
        ELSE 'in_person'::CONTACT_TYPE
    END AS contact_type,
    CASE
        WHEN reported.kontakttype = 5 THEN NULL
        WHEN reported.omsorgsniva = 3 THEN 'outpatient'::CARE
        WHEN reported.omsorgsniva = 2 THEN 'day'::CARE
    END AS care,
    coalesce(diagnosis_codes.diagnosis_group, 'missing'::DIAGNOSIS_GROUP) AS diagnosis_group
FROM treated('delivered_episodes') AS reported
LEFT JOIN diagnosis_codes ON reported.tilst1akse1 = diagnosis_codes.code;

-- What the files of a year tell at all. Columns that a delivery does not have are empty in every row; what is counted
-- from them is then not delivered, which is another answer than zero.
CREATE TABLE delivered_facts AS
SELECT
    aar AS year,
    coalesce(bool_or(omsorgsniva = 1 AND innmatehast IS NOT NULL), FALSE) AS has_urgency,
    coalesce(bool_or(mottaksdato IS NOT NULL), FALSE) AS has_referrals
FROM delivered_episodes
GROUP BY aar;
