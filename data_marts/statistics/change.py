"""When one child's change on a scale is larger than what the scale's own uncertainty can explain."""

import math

RELIABLE_AT = 1.96  # standard errors; the authors' choice, 95 % two-sided


def reliable_change_threshold(reliability: float, sd: float) -> float:
    """The change, in points of the scale, that must be exceeded to be reliable.

    The standard error of measurement is sd x sqrt(1 - reliability); of a difference, sqrt(2) times that.
    Source: N. S. Jacobson and P. Truax, Clinical significance, J. Consult. Clin. Psychol. 59 (1991).
    Raises ValueError when the reliability is not between 0 and 1 or the standard deviation is not positive.
    """
    if not 0 <= reliability <= 1:
        raise ValueError(f"a reliability lies between 0 and 1, not {reliability}")
    if sd <= 0:
        raise ValueError(f"a standard deviation is positive, not {sd}")
    return RELIABLE_AT * sd * math.sqrt(2) * math.sqrt(1 - reliability)
