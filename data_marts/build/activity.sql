-- Activity by period and treating organisation. Every declared cell of an organisation that exists that year is a row.
-- Contacts have no meaning for inpatient care, nor stays for the other care levels; contact types are for contacts.
-- Occupied share = bed days / (beds x days of the period) x 100, for all ages and both sexes together, where the
-- organisation's beds that year are known. How urgent admissions were is not delivered where no stay of the year's file
-- says so.
-- How much more events vary because they repeat in children is the country's: the sum of squares over the sum, of all
-- children together, where there are enough of them. A unit's own would tell of its children.
WITH valid_organisations AS (
    SELECT
        organisations.code::ORGANISATION AS organisation,
        periods.period_type,
        periods.period,
        periods.year,
        periods.days
    FROM reference_organisations AS organisations
    INNER JOIN periods
        ON periods.year BETWEEN organisations.valid_from AND coalesce(organisations.valid_to, periods.year)
),

forms AS (
    SELECT
        care.value::CARE AS care,
        contact_type.value::CONTACT_TYPE AS contact_type
    FROM dimension_values AS care
    INNER JOIN dimension_values AS contact_type ON contact_type.dimension = 'contact_type'
    WHERE
        care.dimension = 'care'
        AND care.value <> $total
        AND (care.value <> 'inpatient' OR contact_type.value = $total)
),

people AS (
    SELECT DISTINCT
        sexes.shown AS sex,
        ages.shown AS age_group
    FROM sex_levels AS sexes
    CROSS JOIN age_levels AS ages
),

cells AS (
    SELECT *
    FROM valid_organisations
    CROSS JOIN forms
    INNER JOIN people
        ON
            valid_organisations.period_type = 'year'
            OR (people.sex = $total::SEX AND people.age_group = $total::AGE_GROUP)
),

beds AS (
    SELECT
        delivered.year,
        closure.organisation,
        sum(delivered.beds) AS beds
    FROM delivered_beds AS delivered
    INNER JOIN treating_organisations AS treating
        ON
            delivered.orgnr = treating.number
            AND make_date(delivered.year, 1, 1) BETWEEN treating.first_day AND treating.last_day
    INNER JOIN organisation_closure AS closure ON delivered.year = closure.year AND treating.node = closure.node
    GROUP BY ALL
),

contact_repetition AS (
    SELECT
        period,
        care,
        contact_type,
        squares / contacts AS repetition
    FROM contact_cells
    WHERE
        organisation = $country::ORGANISATION
        AND sex = $total::SEX
        AND age_group = $total::AGE_GROUP
        AND persons >= $fewest_for_repetition
),

stay_repetition AS (
    SELECT
        period,
        care,
        CASE WHEN admission_patients >= $fewest_for_repetition THEN admissions_squares / admissions END AS admissions,
        CASE WHEN discharge_patients >= $fewest_for_repetition THEN discharges_squares / discharges END AS discharges,
        CASE WHEN bed_day_patients >= $fewest_for_repetition THEN bed_days_squares / bed_days END AS bed_days
    FROM stay_cells
    WHERE organisation = $country::ORGANISATION AND sex = $total::SEX AND age_group = $total::AGE_GROUP
),

joined AS (
    SELECT
        cells.*,
        cells.care = 'inpatient' AS is_stay,
        cells.care = 'inpatient' AND coalesce(facts.has_urgency, FALSE) AS has_urgency,
        contacts.contacts,
        contacts.persons AS contact_patients,
        contacts.largest AS contacts_largest,
        contact_repetition.repetition AS contacts_repetition,
        stay_repetition.admissions AS admissions_repetition,
        stay_repetition.discharges AS discharges_repetition,
        stay_repetition.bed_days AS bed_days_repetition,
        stays.* EXCLUDE (period_type, period, organisation, care, sex, age_group),
        CASE
            WHEN cells.sex = $total::SEX AND cells.age_group = $total::AGE_GROUP AND beds.beds > 0
                THEN 100.0 / (beds.beds * cells.days)
        END AS share_of_one_day
    FROM cells
    LEFT JOIN contact_cells AS contacts
        ON
            cells.period = contacts.period
            AND cells.organisation = contacts.organisation
            AND cells.care = contacts.care
            AND cells.contact_type = contacts.contact_type
            AND cells.sex = contacts.sex
            AND cells.age_group = contacts.age_group
    LEFT JOIN stay_cells AS stays
        ON
            cells.care = stays.care
            AND cells.period = stays.period
            AND cells.organisation = stays.organisation
            AND cells.sex = stays.sex
            AND cells.age_group = stays.age_group
    LEFT JOIN contact_repetition
        ON
            cells.period = contact_repetition.period
            AND cells.care = contact_repetition.care
            AND cells.contact_type = contact_repetition.contact_type
    LEFT JOIN stay_repetition
        ON cells.period = stay_repetition.period AND cells.care = stay_repetition.care
    LEFT JOIN delivered_facts AS facts ON cells.year = facts.year
    LEFT JOIN beds ON cells.year = beds.year AND cells.organisation = beds.organisation
)

SELECT
    period_type,
    period,
    organisation,
    care,
    contact_type,
    sex,
    age_group,
    CASE WHEN NOT is_stay THEN coalesce(contacts, 0) END::BIGINT AS contacts,
    CASE WHEN NOT is_stay THEN coalesce(contact_patients, 0) END::BIGINT AS contact_patients,
    CASE WHEN is_stay THEN $not_applicable ELSE $published END AS contacts_status,
    CASE WHEN is_stay THEN coalesce(admissions, 0) END::BIGINT AS admissions,
    CASE WHEN is_stay THEN coalesce(admission_patients, 0) END::BIGINT AS admission_patients,
    CASE WHEN is_stay THEN $published ELSE $not_applicable END AS admissions_status,
    CASE WHEN has_urgency THEN coalesce(acute_admissions, 0) END::BIGINT AS acute_admissions,
    CASE WHEN has_urgency THEN coalesce(acute_patients, 0) END::BIGINT AS acute_patients,
    CASE WHEN has_urgency THEN coalesce(planned_admissions, 0) END::BIGINT AS planned_admissions,
    CASE WHEN has_urgency THEN coalesce(planned_patients, 0) END::BIGINT AS planned_patients,
    CASE WHEN has_urgency THEN coalesce(unstated_admissions, 0) END::BIGINT AS unstated_admissions,
    CASE WHEN has_urgency THEN coalesce(unstated_patients, 0) END::BIGINT AS unstated_patients,
    CASE
        WHEN has_urgency THEN $published
        WHEN is_stay THEN $not_delivered
        ELSE $not_applicable
    END AS urgency_status,
    CASE WHEN is_stay THEN coalesce(discharges, 0) END::BIGINT AS discharges,
    CASE WHEN is_stay THEN coalesce(discharge_patients, 0) END::BIGINT AS discharge_patients,
    CASE WHEN is_stay THEN $published ELSE $not_applicable END AS discharges_status,
    CASE WHEN is_stay THEN coalesce(bed_days, 0) END::BIGINT AS bed_days,
    CASE WHEN is_stay THEN coalesce(bed_day_patients, 0) END::BIGINT AS bed_day_patients,
    CASE WHEN is_stay THEN coalesce(bed_days, 0) * share_of_one_day END::DOUBLE AS occupied_share,
    CASE WHEN is_stay THEN $published ELSE $not_applicable END AS bed_days_status,
    CASE WHEN NOT is_stay THEN coalesce(contacts_largest, 0) END::BIGINT AS contacts_largest,
    CASE WHEN is_stay THEN coalesce(admissions_largest, 0) END::BIGINT AS admissions_largest,
    CASE WHEN has_urgency THEN coalesce(acute_admissions_largest, 0) END::BIGINT AS acute_admissions_largest,
    CASE WHEN has_urgency THEN coalesce(planned_admissions_largest, 0) END::BIGINT AS planned_admissions_largest,
    CASE WHEN has_urgency THEN coalesce(unstated_admissions_largest, 0) END::BIGINT AS unstated_admissions_largest,
    CASE WHEN is_stay THEN coalesce(discharges_largest, 0) END::BIGINT AS discharges_largest,
    CASE WHEN is_stay THEN coalesce(bed_days_largest, 0) END::BIGINT AS bed_days_largest,
    contacts_repetition::DOUBLE AS contacts_repetition,
    admissions_repetition::DOUBLE AS admissions_repetition,
    discharges_repetition::DOUBLE AS discharges_repetition,
    bed_days_repetition::DOUBLE AS bed_days_repetition
FROM joined
ORDER BY organisation, period_type, period, care, contact_type, sex, age_group;
