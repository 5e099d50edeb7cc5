"""Writes a tree of Dash components as HTML, so that one tree is both the page without scripts and the live page.

Only the components that our pages use are known; any other is refused, so that a page cannot be half drawn.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup, escape

ATTRIBUTES = {
    "className": "class",
    "htmlFor": "for",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
    "dateTime": "datetime",
    "encType": "enctype",
    "tabIndex": "tabindex",
    "hrefLang": "hreflang",
}
SHOWN_OF_INPUT = ("type", "name", "placeholder", "maxlength", "required")
VOID = frozenset({"img", "input", "br", "hr", "link", "meta"})
# Props that are Dash's own and mean nothing in HTML.
LIVE_ONLY = frozenset({"children", "id", "n_clicks", "persistence", "debounce", "key", "switch", "inline", "refresh"})


def to_html(node: Any) -> str:
    """The HTML of a component, a text (escaped; Markup passes as it is), a number, None or a sequence of these.

    Raises TypeError for a component that has no written form here.
    """
    if node is None:
        return ""
    if isinstance(node, Component):
        return _component(node)
    if isinstance(node, list | tuple):
        return "".join(to_html(child) for child in node)
    return str(escape(node))


def _component(component: Component) -> str:
    described = component.to_plotly_json()  # type: ignore[no-untyped-call]
    kind, namespace, props = described["type"], described["namespace"], described["props"]
    if namespace == "dash_html_components":
        return _element(kind.lower(), props)
    writer = CONTROLS.get(kind)
    if writer is None:
        raise TypeError(f"{namespace}.{kind} has no written form in app/html.py")
    return writer(props)


def _element(tag: str, props: Mapping[str, Any]) -> str:
    opening = f"<{tag}{_attributes(props)}>"
    return opening if tag in VOID else f"{opening}{to_html(props.get('children'))}</{tag}>"


def _attributes(props: Mapping[str, Any]) -> str:
    identity = props.get("id")
    pairs = {"id": identity} if isinstance(identity, str) else {}
    pairs |= {ATTRIBUTES.get(name, name): value for name, value in props.items() if name not in LIVE_ONLY}
    return "".join(_attribute(name, value) for name, value in pairs.items())


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def _name(props: Mapping[str, Any]) -> str:
    """The form field's name: that part of the live control's id which says what it chooses."""
    return str(props["id"]["key"])


def _select(props: Mapping[str, Any]) -> str:
    options = "".join(
        f'<option value="{escape(option["value"])}"{" selected" if option["value"] == props.get("value") else ""}>'
        f"{escape(option['label'])}</option>"
        for option in props["options"]
    )
    return f'<select class="form-select" name="{escape(_name(props))}">{options}</select>'


def _checklist(props: Mapping[str, Any]) -> str:
    chosen = frozenset(props.get("value") or ())
    boxes = (_checkbox(_name(props), option, option["value"] in chosen) for option in props["options"])
    return f"<div>{''.join(boxes)}</div>"


def _checkbox(name: str, option: Mapping[str, Any], checked: bool) -> str:
    box = _attributes({"className": "form-check-input", "type": "checkbox", "name": name, "value": option["value"]})
    ticked = " checked" if checked else ""
    label = f'<span class="form-check-label">{escape(option["label"])}</span>'
    return f'<label class="form-check"><input{box}{ticked}>{label}</label>'


def _input(props: Mapping[str, Any]) -> str:
    if props["type"] == "hidden":
        return f"<input{_attributes({name: props[name] for name in ('type', 'name', 'value')})}>"
    shown = {name: props[name] for name in SHOWN_OF_INPUT if name in props}
    return f'<input class="form-control"{_attributes(shown)} autocomplete="off">'


def _button(props: Mapping[str, Any]) -> str:
    kind = _attributes({"className": f"btn btn-{props.get('color', 'primary')}", "type": props.get("type", "button")})
    return f"<button{kind}>{to_html(props.get('children'))}</button>"


CONTROLS = {"Select": _select, "Checklist": _checklist, "Input": _input, "Button": _button}


def dashed(**attributes: str) -> dict[str, Any]:
    """Attributes whose names have a dash, which Python cannot write: `aria_label="x"` becomes `{"aria-label": "x"}`."""
    return {name.replace("_", "-"): value for name, value in attributes.items()}


def raw(parts: Iterable[str]) -> Markup:
    """Finished markup of our own (drawn SVG) that must not be escaped again."""
    return Markup("").join(Markup(part) for part in parts)  # noqa: S704 - our own drawers made it
