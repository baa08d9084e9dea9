"""Loops that must go on."""

from __future__ import annotations

import pytest

from collector.survive import survived


def test_a_turn_that_fails_is_told_and_the_next_one_comes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = []
    for divisor in (1, 0, 2):
        with survived("dividing") as turn:
            assert 1 / divisor > 0
        failed.append(turn.failed)
    assert failed == [False, True, False]
    told = capsys.readouterr().out
    assert "a turn failed" in told
    assert "ZeroDivisionError" in told


def test_an_end_is_no_failure() -> None:
    with pytest.raises(KeyboardInterrupt), survived("waiting"):
        raise KeyboardInterrupt
