"""All figures of speed in one run, with the goals beside them: python -m tests.benchmarks. Nothing here fails."""

import os
import platform
from datetime import UTC, datetime

from tests.benchmarks import filter_change, first_chart, marts


def main() -> None:
    """Prints every comparison."""
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )
    first_chart.main()
    filter_change.main()
    print("\nBuilding the marts, against one grouping of the same files (goals: time <= 2x, memory <= 2 GB)")
    marts.main([])


if __name__ == "__main__":
    main()
