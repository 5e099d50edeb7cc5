"""From claims to roles: what is mapped, what opens nothing, and mappings that are refused at the start."""

from pathlib import Path
from typing import Any

import pytest

from app.login.mapping import Grant, NoAccessError, check_mapping, read_mapping
from app.settings_error import SettingsError
from app.site import Site
from tests.app.login.small_login import ALTA, FINNMARK, HAMMERFEST, TROMSO
from tests.provider.running import FOLDER

GIVEN = (FOLDER / "mapping.toml").read_text(encoding="utf-8")
LEADER = {"acr": "Level4", "kvabup_role": "enhetsleder", "orgnr": ALTA}


@pytest.mark.parametrize(
    ("claims", "grant"),
    [
        (LEADER, Grant("unit_leader", (ALTA,))),
        ({**LEADER, "orgnr": None, "resh": "4200001"}, Grant("unit_leader", (HAMMERFEST,))),
        ({**LEADER, "orgnr": None, "resh": 4200001}, Grant("unit_leader", (HAMMERFEST,))),
        ({**LEADER, "orgnr": [ALTA, ALTA]}, Grant("unit_leader", (ALTA,))),
        # The trust that a leader's unit belongs to stands in the token too: it is not the leader's.
        ({**LEADER, "orgnr": [ALTA, FINNMARK]}, Grant("unit_leader", (ALTA,))),
        ({**LEADER, "kvabup_role": "foretaksleder", "orgnr": [ALTA, FINNMARK]}, Grant("trust_leader", (FINNMARK,))),
        ({**LEADER, "kvabup_role": ["annet", "register"]}, Grant("register_staff", ())),
    ],
)
def test_claims_give_a_role_and_its_organisations(site: Site, claims: dict[str, Any], grant: Grant) -> None:
    mapped = read_mapping(FOLDER / "mapping.toml")
    assert mapped.grant(claims, site.choices.organisations) == grant


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"acr": "Level3"}, "level"),
        ({"acr": None}, "level"),
        ({"acr": ["Level4"]}, "level"),
        ({"acr": ""}, "level"),
        ({"kvabup_role": None}, "role"),
        ({"kvabup_role": "unit_leader"}, "role"),
        ({"kvabup_role": ["enhetsleder", "register"]}, "role"),
        ({"kvabup_role": True}, "role"),
        ({"orgnr": None}, "organisation"),
        ({"orgnr": "999999999"}, "organisation"),
        ({"orgnr": FINNMARK}, "organisation"),
        ({"orgnr": {"number": ALTA}}, "organisation"),
        ({"orgnr": "norge"}, "organisation"),
        ({"kvabup_role": "foretaksleder"}, "organisation"),
        ({"orgnr": None, "resh": "4200002"}, "organisation"),
        ({"orgnr": [ALTA, TROMSO]}, "several"),
        ({"resh": "4200001"}, "several"),
    ],
)
def test_what_is_not_mapped_opens_nothing(site: Site, change: dict[str, Any], reason: str) -> None:
    mapped = read_mapping(FOLDER / "mapping.toml")
    with pytest.raises(NoAccessError) as stopped:
        mapped.grant({**LEADER, **change}, site.choices.organisations)
    assert stopped.value.reason == reason


def test_a_mapping_for_helseid_reads_its_own_names(site: Site, tmp_path: Path) -> None:
    """The example of docs/login.md: the level has a claim of its own, and numbers stand in claims with addresses."""
    text = Path("docs/login.md").read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    mapped = read_mapping(path)
    assert mapped.requested == ("Level4",)
    assert mapped.scope == "openid profile helseid://scopes/identity/security_level"
    claims = {"helseid://claims/identity/security_level": "4", "helseid://claims/client/claims/orgnr_child": ALTA}
    with pytest.raises(NoAccessError) as stopped:
        mapped.grant(claims, site.choices.organisations)
    assert stopped.value.reason == "role"
    grant = mapped.grant({**claims, "kvabup_role": "enhetsleder"}, site.choices.organisations)
    assert grant == Grant("unit_leader", (ALTA,))
    with pytest.raises(NoAccessError):
        mapped.grant(
            {**claims, "kvabup_role": "enhetsleder", "helseid://claims/identity/security_level": "3"},
            site.choices.organisations,
        )


def test_several_units_open_only_where_the_mapping_says_so(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(f"{GIVEN}\n[units]\nseveral = true\n", encoding="utf-8")
    grant = read_mapping(path).grant({**LEADER, "orgnr": [ALTA, TROMSO]}, site.choices.organisations)
    assert grant == Grant("unit_leader", (TROMSO, ALTA))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('claim = "acr"\n', "", "a section or a name is missing"),
        ('accepted = ["Level4"]', "accepted = []", "level.accepted and level.requested must be lists of texts"),
        ('accepted = ["Level4"]', 'accepted = [""]', "level.accepted and level.requested must be lists of texts"),
        ('"unit_leader"', '"leader"', "role.values must give one of unit_leader, trust_leader, register_staff"),
        ('claim = "orgnr"', "claim = 7", "a claim must be named by a text"),
        ("[name]", "[nam]", "section 'nam' is unknown"),
        ("[level]", "[level", "must be a file in TOML"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "mapping.toml"
    assert old in GIVEN
    path.write_text(GIVEN.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        read_mapping(path)


def test_resh_numbers_must_lead_to_units_or_trusts_of_the_release(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    for code in ("999999999", "norge", "883658752"):
        path.write_text(GIVEN.replace(HAMMERFEST, code), encoding="utf-8")
        with pytest.raises(SettingsError, match="RESH number 4200001 leads to no unit or trust of the release"):
            check_mapping(read_mapping(path), site.choices.organisations)
    check_mapping(read_mapping(FOLDER / "mapping.toml"), site.choices.organisations)
