"""The switch between where the child lives and where it is treated leads to the same place on the other side."""

from app.selection import Selection
from app.site import Site
from app.views.basis import by_residence, by_treatment

TRUST, UNIT = "983974880", "979848498"


def _addresses(found) -> list[tuple[str, bool]]:
    return [(basis.link.address, basis.current) for basis in found]


def test_one_area_leads_to_its_trust_and_several_to_the_list(site: Site) -> None:
    one = by_residence(site, Selection("rate", 2022, 2024, (TRUST,)))
    assert _addresses(one) == [("/pasienter", True), (f"/enheter/{TRUST}", False)]
    several = by_residence(site, Selection("rate", 2022, 2024, (TRUST, "norge")))
    assert _addresses(several)[1] == ("/enheter", False)
    assert _addresses(by_residence(site, Selection("rate", 2022, 2024)))[1] == ("/enheter", False)


def test_a_trust_leads_to_its_area_and_a_unit_has_none(site: Site) -> None:
    trust = by_treatment(site, site.choices.organisations.by_code[TRUST])
    assert _addresses(trust) == [("/pasienter?sted=finnmark", False), (f"/enheter/{TRUST}", True)]
    assert by_treatment(site, site.choices.organisations.by_code[UNIT]) == ()
    assert _addresses(by_treatment(site)) == [("/pasienter", False), ("/enheter", True)]


def test_the_page_says_which_side_it_is_on(client) -> None:
    page = client.get(f"/enheter/{TRUST}?sprak=en").get_data(as_text=True)
    assert '<a href="/pasienter?sted=finnmark&amp;sprak=en">Where the child lives</a>' in page
    assert f'<a href="/enheter/{TRUST}?sprak=en" aria-current="true">Where the child is treated</a>' in page
