"""The switch between figures by where the child lives and by where the child is treated, where there are both."""

from app.choices import Place
from app.selection import Selection
from app.site import Site
from app.view import Basis, Link
from app.views.addresses import unit_address


def by_residence(site: Site, selection: Selection) -> tuple[Basis, ...]:
    """On a page by residence: the other side is the organisation of the same name where one area alone is chosen."""
    organisations = site.choices.organisations.by_code
    chosen = [organisations[code] for code in selection.places if code in organisations]
    treated = unit_address(chosen[0]) if len(chosen) == len(selection.places) == 1 else "/enheter"
    return _both(site, "residence", "/pasienter", treated)


def by_treatment(site: Site, place: Place | None = None) -> tuple[Basis, ...]:
    """On a page by treating organisation: the other side is its catchment area; none for what has no such area."""
    if place is None:
        return _both(site, "treatment", "/pasienter", "/enheter")
    area = site.choices.residences.by_code.get(place.code)
    if area is None:
        return ()
    return _both(site, "treatment", f"/pasienter?sted={area.slug}", unit_address(place))


def _both(site: Site, current: str, lives: str, treated: str) -> tuple[Basis, ...]:
    addresses = {"residence": lives, "treatment": treated}
    return tuple(
        Basis(Link(site.words(f"basis.{name}"), address), name == current) for name, address in addresses.items()
    )
