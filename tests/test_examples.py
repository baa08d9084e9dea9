"""The examples are as short as the pages say."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


def test_the_example_of_openlineage_python_is_short() -> None:
    code = (EXAMPLES / "send_events.py").read_text(encoding="utf-8")
    assert len(ast.parse(code).body) <= 12
