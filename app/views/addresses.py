"""Where pages of places stand."""

from app.choices import Place


def unit_address(place: Place) -> str:
    """The address of an organisation's page."""
    return f"/enheter/{place.code}"
