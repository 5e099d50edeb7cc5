"""Where the site is, for code that is copied to other sites."""

import re

from flask import request
from werkzeug.exceptions import BadRequest

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def place_of(told: str) -> str:
    """The site's own address, or where it is not told (KVABUP_ADDRESS) that by which it has been reached.

    What comes of it must be kept by nobody. Raises BadRequest where the request names no host.
    """
    if told:
        return told
    if not _HOST.fullmatch(request.host):
        raise BadRequest
    return f"{request.scheme}://{request.host}"
