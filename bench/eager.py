"""`collector`, but with folds that settle as often as they can: `python -m bench.eager serve`.

What they do every 50,000 parts otherwise, and what takes the longest in a turn, shall be under way
when a process is killed.
"""

from __future__ import annotations

import sys

from collector.cli.main import main
from collector.fold import folding, settling

#: Parts of a fold that wait at most.
MOST_PARTS = 200

if __name__ == "__main__":
    settling._MOST_PARTS = MOST_PARTS  # noqa: SLF001 - no setting, nobody else wants it
    folding._SETTLE_AFTER = MOST_PARTS  # noqa: SLF001
    settling._SHARE_OF_PARTS = 1_000_000_000  # noqa: SLF001
    sys.exit(main())
