"""How often somebody may begin to log in: a bucket of tries for each address, which fills up again with time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

#: Behind a proxy all come from one address: the proxy must then set limits for each visitor.
MOST_TRIES = 30
SECONDS_TO_FILL = 60.0
MOST_ADDRESSES = 10_000


class Rates:
    """The tries of each address in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def may(self, address: str) -> bool:
        """Whether this address has a try left, which it then has used."""
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(address, (float(MOST_TRIES), now))
            left = min(MOST_TRIES, left + (now - at) * MOST_TRIES / SECONDS_TO_FILL)
            self._left[address] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
            return left >= 1
