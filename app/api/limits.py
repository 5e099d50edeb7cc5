"""Where the interface stands, what it speaks, and how much it gives at once. Plain data, for code and documents."""

from collections.abc import Mapping
from types import MappingProxyType

VERSION = "v1"
ROOT = "/api/v1"
DATA = f"{ROOT}/data"
FEED = "/feed.atom"
#: The page for people.
PAGE = "/api"
#: Format of data -> media type.
FORMATS: Mapping[str, str] = MappingProxyType(
    {"json": "application/json", "jsonstat": "application/json", "csv": "text/csv"}
)
DEFAULT_SIZE, MOST_ROWS, LAST_PAGE = 500, 1000, 1_000_000
