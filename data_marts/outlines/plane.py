"""From degrees to a plane: Lambert's azimuthal equal-area projection of a sphere, around the middle of Norway.

Equal areas of land are equal areas of paper, as a map of shares wants it. On the ellipsoid areas would differ by less
than one percent. Formulas: Snyder, Map Projections: A Working Manual (1987), equations 24-2 to 24-4.
"""

import math

Place = tuple[float, float]

EARTH_RADIUS_KM = 6371.0
MIDDLE_LONGITUDE, MIDDLE_LATITUDE = 15.0, 65.0


def project(longitude: float, latitude: float) -> Place:
    """East and south of the middle, in kilometres: y grows downwards, as in a picture."""
    away = math.radians(longitude - MIDDLE_LONGITUDE)
    north, middle = math.radians(latitude), math.radians(MIDDLE_LATITUDE)
    towards = math.cos(north) * math.cos(away)
    scale = EARTH_RADIUS_KM * math.sqrt(2 / (1 + math.sin(middle) * math.sin(north) + math.cos(middle) * towards))
    east = scale * math.cos(north) * math.sin(away)
    south = -scale * (math.cos(middle) * math.sin(north) - math.sin(middle) * towards)
    return east, south
