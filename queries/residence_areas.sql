SELECT
    code,
    name,
    short_name,
    slug,
    level,
    parent
FROM residence_areas
ORDER BY sort_order
