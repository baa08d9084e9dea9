"""How long `collector --help` takes as a whole process; the figure to reach is 150 ms.

`python -m bench.start --runs 20` prints minimum, median and maximum in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time


def milliseconds_of_help() -> float:
    """One run, from start to end."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "collector", "--help"], check=True, stdout=subprocess.DEVNULL
    )
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = [milliseconds_of_help() for _ in range(parser.parse_args().runs)]
    figures = {"min": min(runs), "median": statistics.median(runs), "max": max(runs)}
    json.dump({name: round(value, 1) for name, value in figures.items()}, sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
