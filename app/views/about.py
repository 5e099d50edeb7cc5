"""Definitions, sources, method and release, in plain words."""

from app.api.limits import PAGE
from app.names import source_in_words
from app.site import Site
from app.view import Link, TextSection
from data_marts.catalog import Status

# The terms of each section; each has `term.<anchor>.name` and `term.<anchor>.text` in the text catalogue.
MEASURE_TERMS = (
    "patients",
    "rate",
    "standardised_rate",
    "growth",
    "inpatient_share",
    "contacts",
    "day_contacts",
    "contact_type",
    "contacts_per_patient",
    "admissions",
    "discharges",
    "bed_days",
    "occupied_share",
)
WAITING_TERMS = ("referrals", "rejected", "started", "median_wait", "long_wait", "within_limit_share")
GROUP_TERMS = ("residence", "organisation", "sex", "age_group", "diagnosis_group", "population")
PROM_TERMS = ("prom", "mean_baseline", "mean_change", "better_share", "baseline_share", "pair_share")
QUALITY_TERMS = ("quality", "coded_share", "indicator")
SSB_TERMS = ("ssb-consultations", "ssb-bed_days", "ssb-discharges", "ssb-beds")
METHOD_TERMS = ("interval", "repeated", "funnel", "control", "similar", "privacy", "break", "provisional", "changes")


def sections(site: Site) -> tuple[TextSection, ...]:
    """All sections of the page."""
    words = site.words
    return (
        TextSection(words("about.register"), "registeret", (words("about.register_text"),)),
        TextSection(words("about.invented"), "oppdiktet", (words("about.invented_text"),)),
        _terms(site, "about.measures", "definisjoner", MEASURE_TERMS),
        _terms(site, "about.waiting", "ventetid", WAITING_TERMS),
        _terms(site, "about.groups", "inndelinger", GROUP_TERMS),
        _terms(site, "about.prom", "skjemaer", PROM_TERMS),
        _terms(site, "about.quality", "datakvalitet", QUALITY_TERMS),
        _terms(site, "about.ssb", "ssb", SSB_TERMS),
        _terms(site, "about.method", "metode", METHOD_TERMS),
        _absences(site),
        _sources(site),
        _release(site),
        _access(site),
        _programs(site),
    )


def _terms(site: Site, heading: str, anchor: str, names: tuple[str, ...]) -> TextSection:
    words = site.words
    terms = tuple((name, words(f"term.{name}.name"), words(f"term.{name}.text")) for name in names)
    return TextSection(words(heading), anchor, terms=terms)


def _absences(site: Site) -> TextSection:
    words = site.words
    terms = tuple(
        (f"fravaer-{status}", words(f"absence.{status}.word"), words(f"absence.{status}.note"))
        for status in Status
        if status is not Status.PUBLISHED
    )
    return TextSection(words("about.absences"), "fravaer", terms=terms)


def _sources(site: Site) -> TextSection:
    words = site.words
    sources = [(source_in_words(name, words), period) for name, period in site.release.sources]
    terms = tuple((f"kilde-{number}", name, period) for number, (name, period) in enumerate(sources))
    return TextSection(words("about.sources"), "kilder", (words("about.sources_text"),), terms)


def _access(site: Site) -> TextSection:
    words = site.words
    link = Link(words("site.footer_accessibility"), "/om/tilgjengelighet")
    return TextSection(words("about.access"), "tilgjengelighet", (words("about.access_text"),), links=(link,))


def _programs(site: Site) -> TextSection:
    words = site.words
    link = Link(words("site.footer_api"), PAGE)
    return TextSection(words("about.programs"), "programmer", (words("about.programs_text"),), links=(link,))


def _release(site: Site) -> TextSection:
    words, release = site.words, site.release
    text = words(
        "about.release_text",
        release=release.release_id,
        built=words.date(release.built_at),
        version=release.code_version,
    )
    links = (Link(words("about.changes"), "/om/endringer"), Link(words("menu.overview"), "/"))
    return TextSection(words("about.release"), "utgivelse", (text,), links=links)
