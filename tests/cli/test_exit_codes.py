from __future__ import annotations

import pytest

from collector.cli.exit_codes import exit_code
from collector.errors import (
    BadSettings,
    Busy,
    CollectorError,
    InvalidEvent,
    Locked,
    Malformed,
    NotFound,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CollectorError("No."), 1),
        (Malformed("No."), 1),
        (Busy("No."), 1),
        (Locked("No."), 1),
        (BadSettings("No."), 2),
        (NotFound("No."), 3),
        (InvalidEvent("No.", []), 4),
    ],
)
def test_a_kind_of_failure_has_one_exit_code(error: CollectorError, code: int) -> None:
    assert exit_code(error) == code
