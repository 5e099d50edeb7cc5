"""The live page: controls write the address, the address brings results. Three callbacks for all pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from app.address import from_arguments, to_query_string
from app.answers import Answer, Problem, Request, answer, canonical, find_request, problem
from app.controls import filter_panel
from app.drawing import Drawer, Node
from app.languages import DEFAULT, language_of, with_language
from app.selection import Selection, SelectionError
from app.shell import problem_part
from app.site import Page, Site

CONTROLS = {"filter": "control", "key": ALL, "part": ALL}
#: How the callbacks that bring results, filters and query string are named in what the renderer sends.
RESULTS = "..results.children...told.children.."
FILTERS = "panel.children"
QUERY = "address.search"
#: Keeps an answer: its kind, what was asked, the canonical query and how to make it -> the answer compressed.
Remember = Callable[[str, Request, str, Callable[[], str | bytes]], bytes]


def layout() -> Node:
    """The live page before it knows its address; no figures are asked for here."""
    return [
        dcc.Location(id="address", refresh=False),
        html.P("", id="told", role="status", className="visually-hidden"),
        html.Div(
            [html.Div(id="panel", className="panel"), html.Div(id="results", className="results")],
            className="page-grid",
        ),
    ]


def register_callbacks(app: Dash, site: Site, pages: dict[str, Page]) -> None:
    """Declares the three callbacks on this app. Most questions for results are answered before, by `app.ready`."""

    @app.callback(
        Output("results", "children"),
        Output("told", "children"),
        Input("address", "pathname"),
        Input("address", "search"),
    )
    def show_results(path: object, search: object) -> tuple[Node, str]:
        return results_of(site, pages, path, search)

    @app.callback(
        Output("panel", "children"), Input("address", "pathname"), Input("address", "search"), State(CONTROLS, "value")
    )
    def show_filters(path: object, search: object, _: Sequence[Any]) -> Node:
        return panel_of(site, pages, path, search, ctx.states_list[0])

    @app.callback(
        Output("address", "search"),
        Input(CONTROLS, "value"),
        State("address", "pathname"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    def choose(_: Sequence[Any], path: object, search: object) -> Any:
        return search_of(site, pages, path, search, ctx.inputs_list[0])


def request_of(pages: Mapping[str, Page], path: object, search: object) -> Request | None:
    """What a live call asks for; None where its path or search is no text, or no page has that address."""
    match path, search:
        case str(), str() | None:
            return find_request(pages, path, search or "")
    return None


def results_of(site: Site, pages: Mapping[str, Page], path: object, search: object) -> tuple[Node, str]:
    """The results for an address, and the sentence that is told when they change."""
    request = request_of(pages, path, search)
    if request is None:
        asked = language_of(search) if isinstance(search, str) else DEFAULT
        missing = problem(site.in_language(asked), 404, "404")
        return problem_part(missing), missing.heading
    site = site.in_language(request.language)
    return drawn(site, answer(site, request))


def drawn(site: Site, answered: Answer | Problem) -> tuple[Node, str]:
    """The components of an answer, and the sentence that is told with it; `site` is in the answer's language."""
    if isinstance(answered, Problem):
        return problem_part(answered), f"{answered.heading}. {answered.text}"
    drawer = Drawer(site.words, live=True, address=answered.address, embeds=not site.release.preview)
    return drawer.content(answered.content), drawer.told(answered.content)


def panel_of(
    site: Site, pages: Mapping[str, Page], path: object, search: object, controls: Sequence[dict[str, Any]]
) -> Node:
    """The filter panel for an address; left alone where its controls already say the same, so focus stays."""
    request = request_of(pages, path, search)
    if request is None or request.page.spec is None:
        return None
    try:
        selection, _ = canonical(site, request)
    except SelectionError:
        return no_update if controls else _default_panel(site, request)
    if selection is None or selection == _chosen(site, request, controls):
        return no_update
    return filter_panel(site.in_language(request.language), request.page.spec, selection, request.path, live=True)


def _default_panel(site: Site, request: Request) -> Node:
    return panel_of(site, {request.page.path: request.page}, request.path, with_language("", request.language), [])


def search_of(
    site: Site, pages: Mapping[str, Page], path: object, search: object, controls: Sequence[dict[str, Any]]
) -> Any:
    """The query string that the controls ask for; unchanged where the address says the same already."""
    request = request_of(pages, path, search)
    if request is None or request.page.spec is None or not controls:
        return no_update
    arguments = control_arguments(controls)
    try:
        selection = from_arguments(request.page.spec, arguments, site.choices)
    except SelectionError:
        # The address takes the choice as it stands; the results then say why it cannot be shown.
        return raw_query(arguments, request.language)
    if selection == _current(site, request):
        return no_update
    query = with_language(to_query_string(request.page.spec, selection, site.choices), request.language)
    return f"?{query}" if query else ""


def _current(site: Site, request: Request) -> Selection | None:
    try:
        return canonical(site, request)[0]
    except SelectionError:
        return None


def _chosen(site: Site, request: Request, controls: Sequence[dict[str, Any]]) -> Selection | None:
    if not controls or request.page.spec is None:
        return None
    try:
        return from_arguments(request.page.spec, control_arguments(controls), site.choices)
    except SelectionError:
        return None


def control_arguments(controls: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """The values of live controls, as a form would send them."""
    arguments: dict[str, list[str]] = {}
    for control in controls:
        value = control.get("value")
        values = value if isinstance(value, list) else [] if value in (None, "") else [value]
        arguments.setdefault(control["id"]["key"], []).extend(str(one) for one in values)
    return {key: values for key, values in arguments.items() if values}


def raw_query(arguments: dict[str, list[str]], language: str) -> str:
    """The query string that a form with these values would send on a page in this language."""
    query = urlencode([(key, value) for key, values in arguments.items() for value in values])
    return "?" + with_language(query, language)
