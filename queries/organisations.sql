SELECT
    code,
    name,
    short_name,
    slug,
    level,
    parent,
    kind,
    ownership
FROM organisations
ORDER BY sort_order
