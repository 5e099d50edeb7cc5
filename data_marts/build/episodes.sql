-- All rows that count, in our words. Rows of persons with a reservation in force were left out, for all years, when the
-- delivery was taken in; here it is seen to once more that none of them is counted. A withdrawn reservation no longer
-- holds.
CREATE VIEW reserved_persons AS
SELECT DISTINCT lopenr AS person
FROM delivered_reservations
WHERE withdrawn_date IS NULL;

CREATE VIEW unreserved_episodes AS
SELECT *
FROM delivered_episodes
ANTI JOIN reserved_persons ON delivered_episodes.lopenr = reserved_persons.person;

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
    reported.komnrhjem2,
    reported.bydel2,
    reported.kjonn,
    reported.fodselsar,
    treating.node,
    treating.pool,
    -- Kontakttype 5 is work without the patient: no contact. The other codes say how the contact was held; where they
    -- say several things at once, the order is video, phone, group, ambulant, in person. Video has a code of its own
    -- (kontakttype 6) from 2021; telemedicine (stedaktivitet 3 and 6) is care at a distance and counts with it.
    CASE
        WHEN reported.kontakttype = 5 OR reported.omsorgsniva NOT IN (2, 3) THEN NULL
        WHEN reported.kontakttype = 6 OR reported.stedaktivitet IN (3, 6) THEN 'video'::CONTACT_TYPE
        WHEN reported.kontakttype = 7 THEN 'phone'::CONTACT_TYPE
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
FROM unreserved_episodes AS reported
-- Treating unit: the place of treatment; where that is missing (99) the reporting unit, last the trust.
-- No row is lost here: rows without a known number were set aside when the delivery was taken in.
INNER JOIN treating_organisations AS treating
    ON
        coalesce(nullif(reported.behandlingsstedkode, 99), nullif(reported.institusjonid, 99), reported.hf)
        = treating.number
LEFT JOIN diagnosis_codes ON reported.tilst1akse1 = diagnosis_codes.code;
