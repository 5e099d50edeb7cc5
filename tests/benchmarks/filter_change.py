"""What the server takes for a filter change and for a page, against a callback and a view that do nothing.

Run: python -m tests.benchmarks.filter_change. Rounds alternate between the two servers, so that whatever else the
machine does meets both; the ratio is made within each round, and medians of the rounds are printed.
"""

import random
from collections.abc import Callable, Iterator
from itertools import cycle, islice, product
from statistics import median
from urllib.parse import urlencode

from tests.benchmarks.empty import EMPTY_VIEW
from tests.benchmarks.load import Call, Times, release_of, results_call, timed_run
from tests.benchmarks.servers import EMPTY, SITE, Running, memory_of_workers, running

PATH = "/pasienter"
ROUNDS = 7
REQUESTS = {1: 60, 10: 200}
COLD_REQUESTS = {1: 30, 10: 60}
WARM_ADDRESSES = 20
GOALS = {"warm": 1.5, "cold": 4.0}
MakeCall = Callable[[str], Call]


def queries() -> list[str]:
    """Canonical addresses of one page, in an order that is the same at each run."""
    years = [(str(first), str(last)) for first in range(2020, 2024) for last in range(first, 2024)]
    cares = ("", "poliklinikk", "dogn", "dag")
    ages = ("", "0-5", "6-12", "13-15", "16-17")
    chosen = product(("", "pasienter"), ("", "jenter", "gutter"), ages, cares, years)
    pairs = [
        [("maal", measure), ("kjonn", sex), ("alder", age), ("omsorg", care), ("fra", first), ("til", last)]
        for measure, sex, age, care, (first, last) in chosen
    ]
    found = [urlencode([pair for pair in address if pair[1]]) for address in pairs]
    random.Random(1).shuffle(found)
    return found


def page_call(query: str) -> Call:
    """The request for the page of this address."""
    return Call(f"{PATH}?{query}")


def filter_calls(release: str) -> MakeCall:
    """How the live page of this release asks for the results of an address."""
    return lambda query: results_call(PATH, query, release)


def compare(site: Running, empty: Running, make: MakeCall, nothing: Call, clients: int, unused: Iterator[str]) -> None:
    """Prints warm and cold times of one kind of request by so many clients, beside those of the one that does nothing.

    `unused` are addresses that this server has not been asked for: each answer to them is made from the marts.
    """
    warm = [make(query) for query in islice(unused, WARM_ADDRESSES)]
    timed_run(site.port, warm, 1)
    rounds: dict[str, list[tuple[Times, Times]]] = {"warm": [], "cold": []}
    for _ in range(ROUNDS):
        floor = timed_run(empty.port, [nothing] * REQUESTS[clients], clients)
        rounds["warm"].append((timed_run(site.port, list(islice(cycle(warm), REQUESTS[clients])), clients), floor))
        cold = [make(query) for query in islice(unused, COLD_REQUESTS[clients])]
        rounds["cold"].append((timed_run(site.port, cold, clients), floor))
    for kind, times in rounds.items():
        _print(kind, clients, times)


def _print(kind: str, clients: int, times: list[tuple[Times, Times]]) -> None:
    ours, floor = ([pair[side] for pair in times] for side in (0, 1))
    ratio = median(our.p95 / least.p95 for our, least in times)
    middle = median(our.p50 / least.p50 for our, least in times)
    print(
        f"  {kind} cache, {clients:2} client{'s' if clients > 1 else ' '}:"
        f"  p50 {_median(ours, 'p50'):6.1f} ms against {_median(floor, 'p50'):5.1f} = {middle:4.1f}x"
        f"   p95 {_median(ours, 'p95'):6.1f} ms against {_median(floor, 'p95'):5.1f} = {ratio:4.1f}x"
        f"  (goal p95 <= {GOALS[kind]}x)"
    )


def _median(times: list[Times], name: str) -> float:
    return median(getattr(one, name) for one in times)


def main() -> None:
    """Prints filter changes, pages and the memory of a worker."""
    with running(SITE) as site, running(EMPTY) as empty:
        kinds = {
            "Filter change, against a callback that does nothing": (
                filter_calls(release_of(site.port)),
                results_call(PATH, ""),
            ),
            "Page by GET, against an empty Flask view": (page_call, Call(EMPTY_VIEW)),
        }
        for title, (make, nothing) in kinds.items():
            print(f"\n{title} (n = {ROUNDS} rounds of {REQUESTS[1]} or {REQUESTS[10]} requests)")
            unused = iter(queries())
            for clients in REQUESTS:
                compare(site, empty, make, nothing, clients, unused)
        print("\nMemory of a worker after this")
        print(f"  the site {_megabytes(site)}; the server that does nothing {_megabytes(empty)}")


def _megabytes(server: Running) -> str:
    return f"{median(memory_of_workers(server.pid)):.0f} MB"


if __name__ == "__main__":
    main()
