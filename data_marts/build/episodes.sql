-- All delivered rows, in our words. Reservations come off here, before any count and for all years: a person who has
-- reserved herself is in no table below. A withdrawn reservation no longer holds.
CREATE VIEW reserved_persons AS
SELECT DISTINCT lopenr AS person
FROM delivered_reservations
WHERE withdrawn_date IS NULL;

CREATE VIEW episodes AS
SELECT
    delivered.lopenr AS person,
    delivered.aar AS delivered_year,
    delivered.omsorgsniva,
    delivered.inndato,
    delivered.inntid,
    delivered.utdato,
    delivered.uttid,
    delivered.permisjonsdogn,
    treating.node,
    treating.pool,
    -- Kontakttype 5 is work without the patient: no contact. The other codes say how the contact was held; where they
    -- say several things at once, the order is video, phone, group, ambulant, in person.
    CASE
        WHEN delivered.kontakttype = 5 OR delivered.omsorgsniva NOT IN (2, 3) THEN NULL
        WHEN delivered.kontakttype = 6 THEN 'video'::CONTACT_TYPE
        WHEN delivered.kontakttype = 7 THEN 'phone'::CONTACT_TYPE
        WHEN delivered.polkonaktivitet = 4 THEN 'group'::CONTACT_TYPE
        WHEN delivered.stedaktivitet IN (4, 5) THEN 'ambulant'::CONTACT_TYPE
        ELSE 'in_person'::CONTACT_TYPE
    END AS contact_type,
    CASE
        WHEN delivered.kontakttype = 5 THEN NULL
        WHEN delivered.omsorgsniva = 3 THEN 'outpatient'::CARE
        WHEN delivered.omsorgsniva = 2 THEN 'day'::CARE
    END AS care,
    coalesce(diagnosis_codes.diagnosis_group, 'missing'::DIAGNOSIS_GROUP) AS diagnosis_group,
    CASE WHEN delivered.kjonn IN (1, 2) THEN delivered.kjonn END AS sex_code,
    CASE WHEN delivered.fodselsar <> 9999 THEN delivered.fodselsar END AS birth_year,
    -- In Oslo the city district decides; unknown district has a place of its own.
    CASE WHEN places.has_districts THEN coalesce(districts.place, places.place) ELSE places.place END AS place
FROM delivered_episodes AS delivered
-- Treating unit: the place of treatment; where that is missing (99) the reporting unit, last the trust.
LEFT JOIN treating_organisations AS treating
    ON
        coalesce(nullif(delivered.behandlingsstedkode, 99), nullif(delivered.institusjonid, 99), delivered.hf)
        = treating.number
LEFT JOIN diagnosis_codes ON delivered.tilst1akse1 = diagnosis_codes.code
LEFT JOIN kommune_places AS places
    ON delivered.aar = places.delivered_year AND delivered.komnrhjem2 = places.kommune
LEFT JOIN district_places AS districts ON delivered.bydel2 = districts.district
WHERE NOT EXISTS (
    SELECT 1
    FROM reserved_persons
    WHERE reserved_persons.person = delivered.lopenr
);
