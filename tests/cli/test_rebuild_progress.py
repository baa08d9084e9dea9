from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.test_import_progress import on_a_terminal
from tests.conftest import body, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


def test_a_terminal_sees_a_bar_and_the_data_stays_clean(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    lines = b"".join(body(event_number(number)) + b"\n" for number in range(3000))
    (tmp_path / "events.ndjson").write_bytes(lines)
    assert collector("import", "events.ndjson").code == 0

    code, out, shown = on_a_terminal(tmp_path, "rebuild", "--json")

    assert (code, out.startswith(b'{"events":3000,"seconds":')) == (0, True)
    assert "folding: " in shown
    assert " events" in shown
    assert "rebuilding the views" not in shown
