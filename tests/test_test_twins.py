"""Every module has a test file of its name, in the same folder of tests/."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent

#: Modules without one, and the sentence why not.
WITHOUT = {
    "errors.py": "Names and no behaviour; every other test meets them.",
    "event.py": "Names and no behaviour; every other test meets them.",
    "fold/derived.py": "relations/test_cases.py derives every case in two orders.",
    "fold/deriving.py": "relations/test_cases.py derives every case in two orders.",
    "fold/folder.py": "store/test_views.py looks at the views while events come in.",
    "fold/folding.py": "relations/test_cases.py folds every case in two orders.",
    "fold/linking.py": "relations/test_cases.py links every case in two orders.",
    "fold/staging.py": "relations/test_cases.py stages every case.",
    "log/opened.py": "log/test_source.py asks both logs the same, for they must answer alike.",
    "log/served.py": "log/test_source.py asks both logs the same, for they must answer alike.",
}


def modules() -> set[str]:
    found = {str(path.relative_to(ROOT / "collector")) for path in ROOT.glob("collector/**/*.py")}
    return {path for path in found if not path.endswith(("__init__.py", "__main__.py"))}


def test_every_module_has_a_test_file_of_its_name_or_a_reason() -> None:
    missing = {
        module
        for module in modules() - WITHOUT.keys()
        if not (ROOT / "tests" / module).with_name(f"test_{Path(module).name}").exists()
    }

    assert sorted(missing) == []


def test_every_reason_is_for_a_module_without_a_test_file() -> None:
    tested = {
        module
        for module in WITHOUT
        if (ROOT / "tests" / module).with_name(f"test_{Path(module).name}").exists()
    }

    assert (sorted(WITHOUT.keys() - modules()), sorted(tested)) == ([], [])
