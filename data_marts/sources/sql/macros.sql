-- How a delivered value becomes one of ours. Every format of file comes through here as text, so that the format cannot
-- matter. What cannot be read is NULL; the step that asks compares with the text and counts it.

-- The command draws a bar of its own.
SET enable_progress_bar = FALSE;

CREATE MACRO blanks() AS concat(' ', chr(9), chr(10), chr(13), chr(160), chr(0));

-- Blanks around it taken off, also no-break spaces and the zero bytes of fixed-width texts; "12.0" is "12".
CREATE MACRO plain_text(value) AS
CASE
    WHEN contains(value, '.0')
        THEN regexp_replace(trim(value, blanks()), '^([+-]?[0-9]+)[.]0+$', '\1')
    ELSE trim(value, blanks())
END;

-- SAS and spreadsheets know numbers with a fraction alone. Not-a-number is how they say that there is none.
CREATE MACRO number_text(value) AS
CASE
    WHEN isnan(value) THEN NULL
    WHEN value = trunc(value) AND abs(value) < 9e15 THEN value::BIGINT::VARCHAR
    ELSE value::VARCHAR
END;

CREATE MACRO with_point(value) AS regexp_replace(value, '^(\s*[+-]?[0-9]+),([0-9]+\s*)$', '\1.\2');

CREATE MACRO as_whole(value) AS
CASE WHEN regexp_full_match(value, '[+-]?[0-9]{1,18}') THEN try_cast(value AS BIGINT) END;

CREATE MACRO as_score(value) AS
CASE
    WHEN regexp_full_match(value, '[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,2})?') THEN try_cast(value AS DOUBLE)
END;

-- Numbers have lost the zero that kommuner of Østfold, Akershus, Oslo and others begin with.
CREATE MACRO as_kommune(value) AS
CASE WHEN regexp_full_match(value, '[0-9]{3,4}') THEN lpad(value, 4, '0') WHEN value = '0' THEN '0000' END;

CREATE MACRO as_diagnosis(value) AS nullif(regexp_replace(upper(value), '[^A-Z0-9]', '', 'g'), '');

-- SAS counts days and seconds from 1 January 1960. Five digits are days (from 1987 on), ten are seconds (from 1991 on):
-- fewer would also be years, and other numbers are no dates of a register.
CREATE MACRO any_date(value) AS
CASE
    WHEN regexp_full_match(value, '[0-9]{4}-[0-9]{2}-[0-9]{2}')
        THEN try_cast(value AS DATE)
    WHEN regexp_full_match(value, '[0-9]{5}')
        THEN DATE '1960-01-01' + try_cast(value AS INTEGER)
    WHEN regexp_full_match(value, '[0-9]{8}')
        THEN try_strptime(value, '%Y%m%d')::DATE
    WHEN regexp_full_match(value, '[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}')
        THEN try_strptime(value, '%d.%m.%Y')::DATE
    WHEN regexp_full_match(value, '[0-9]{2}[A-Za-z]{3}[0-9]{4}')
        THEN try_strptime(value, '%d%b%Y')::DATE
    WHEN regexp_full_match(value, '[0-9]{10}([.][0-9]+)?')
        THEN DATE '1960-01-01' + (try_cast(split_part(value, '.', 1) AS BIGINT) // 86400)::INTEGER
    WHEN
        regexp_full_match(
            value, '[0-9-]{10}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?'
        )
        THEN try_cast(value[:10] AS DATE)
    WHEN regexp_full_match(value, '[0-9]{2}[.][0-9]{2}[.][0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})?')
        THEN try_strptime(value[:10], '%d.%m.%Y')::DATE
END;

CREATE MACRO as_date(value) AS
CASE WHEN year(any_date(value)) BETWEEN 1900 AND 2199 THEN any_date(value) END;

CREATE MACRO time_of_seconds(seconds) AS
CASE WHEN seconds < 86400 THEN TIME '00:00:00' + to_seconds(seconds) END;

CREATE MACRO as_time(value) AS
CASE
    WHEN regexp_full_match(value, '([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?')
        THEN try_cast(lpad(split_part(value, ':', 1), 2, '0') || value[instr(value, ':'):] AS TIME)
    WHEN regexp_full_match(value, '[0-9]{1,5}([.][0-9]+)?')
        THEN time_of_seconds(try_cast(split_part(value, '.', 1) AS BIGINT))
    WHEN regexp_full_match(value, '[0-9]{10}([.][0-9]+)?')
        THEN time_of_seconds(try_cast(split_part(value, '.', 1) AS BIGINT) % 86400)
    WHEN regexp_full_match(value, '[0-9-]{10}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?')
        THEN try_cast(value[12:] AS TIME)
END;

-- The name of a column whose text could not be read.
CREATE MACRO unread(name, delivered, ours) AS CASE WHEN delivered IS NOT NULL AND ours IS NULL THEN name END;
