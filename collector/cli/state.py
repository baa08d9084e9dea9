"""Where commands keep what they remember."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """The folder of the user for that; it may not be there yet."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home, "collector")
