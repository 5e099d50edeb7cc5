-- One kind of period, one care level, all contact types asked for: the layers of a stacked column are rows, not sums.
SELECT
    period_type,
    period,
    organisation,
    care,
    contact_type,
    sex,
    age_group,
    contacts,
    contact_patients,
    contacts_low,
    contacts_high,
    contacts_status,
    admissions,
    admission_patients,
    admissions_low,
    admissions_high,
    admissions_status,
    acute_admissions,
    acute_patients,
    planned_admissions,
    planned_patients,
    unstated_admissions,
    unstated_patients,
    urgency_status,
    discharges,
    discharge_patients,
    discharges_low,
    discharges_high,
    discharges_status,
    bed_days,
    bed_day_patients,
    bed_days_low,
    bed_days_high,
    occupied_share,
    bed_days_status
FROM activity
WHERE
    period_type = $period_type
    AND left(period, 4) BETWEEN $first_year AND $last_year
    AND organisation = any($places::VARCHAR[])
    AND care = $care
    AND contact_type = any($contact_types::VARCHAR[])
    AND sex = $sex
    AND age_group = $age_group
