from __future__ import annotations

import os

import pytest

from collector.cli.output import print_bytes, print_columns, print_json, print_json_line, printable


def test_columns_stand_under_their_headings_and_numbers_on_the_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_columns(("seq", "name", "size"), [(5, "one", 10), (12345, "longer", None)])

    assert capsys.readouterr().out == (
        "  seq  name    size\n"
        "    5  one       10\n"
        "12345  longer\n"
    )  # fmt: skip


def test_without_rows_there_are_no_columns(capsys: pytest.CaptureFixture[str]) -> None:
    print_columns(("seq",), [])

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (7, "7"),
        ("plain ä 日本", "plain ä 日本"),
        ("\x1b[31mred\nline\u202e", "\\x1b[31mred\\nline\\u202e"),
    ],
)
def test_what_would_steer_a_terminal_is_printed_as_an_escape(value: object, text: str) -> None:
    assert printable(value) == text


def test_json_is_indented_for_people_and_one_line_for_streams(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_json({"a": [1]})
    print_json_line({"a": [1]})

    assert capsys.readouterr().out == '{\n  "a": [\n    1\n  ]\n}\n{"a":[1]}\n'


def test_bytes_are_printed_as_they_are(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    print_bytes(b"\xff\r\n")

    assert capsysbinary.readouterr().out == b"\xff\r\n"


def test_the_name_of_a_file_that_is_no_text_comes_out_as_its_bytes(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    print_json_line({"file": os.fsdecode(b"\xff.json"), "ä": 10**30})

    number = b"1" + b"0" * 30
    assert capsysbinary.readouterr().out == b'{"file":"\xff.json","\xc3\xa4":%b}\n' % number
