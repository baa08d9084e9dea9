from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import BadSettings
from collector.setting_values import Setting, did_you_mean, read_value, written

if TYPE_CHECKING:
    from collector.setting_values import Form, Value


def setting(
    form: Form, default: Value = 0, minimum: float = 0, maximum: float | None = None
) -> Setting:
    return Setting(
        section="section",
        key="key",
        form=form,
        default=default,
        help="Help.",
        choices=(),
        minimum=minimum,
        maximum=maximum,
        flag="--key",
    )


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1024", 1024),
        ("32 MiB", 33554432),
        ("32MiB", 33554432),
        ("1 GB", 1000000000),
        ("1.5 gib", 1610612736),
        ("5 kB", 5000),
        ("7 b", 7),
        (" 2 TiB ", 2199023255552),
    ],
)
def test_a_size_is_bytes_or_has_a_unit(text: str, size: int) -> None:
    assert read_value(setting("size"), text, "x") == size
    assert read_value(setting("size"), text, "x", is_typed=True) == size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5", 5),
        ("5s", 5),
        ("10m", 600),
        ("2 h", 7200),
        ("7d", 604800),
        ("250ms", 0.25),
        ("1.5", 1.5),
    ],
)
def test_a_duration_is_seconds_or_has_a_unit(text: str, seconds: float) -> None:
    assert read_value(setting("seconds"), text, "x") == seconds


@pytest.mark.parametrize(
    ("form", "given_value"),
    [
        ("size", "32 MiBB"),
        ("size", "MiB"),
        ("size", ""),
        ("size", "1 MiB 2"),
        ("size", 1.5),
        ("size", "0.5"),
        ("size", True),
        ("size", None),
        ("size", 2**63),
        ("seconds", "1 week"),
        ("seconds", "1 MiB"),
        ("seconds", float("nan")),
        ("seconds", float("inf")),
        ("number", "5s"),
        ("number", "1.5"),
        ("number", []),
    ],
)
def test_what_is_no_quantity_of_that_form_is_refused(form: Form, given_value: object) -> None:
    with pytest.raises(BadSettings, match=r"^origin: .* is not (a|an) "):
        read_value(setting(form), given_value, "origin")


def test_bounds_are_named_in_the_unit_of_the_setting() -> None:
    with pytest.raises(BadSettings) as raised:
        read_value(setting("size", minimum=2**20), "1 KB", "--size")
    assert str(raised.value) == "--size: '1 KB' is too small; at least \"1 MiB\"."

    with pytest.raises(BadSettings) as raised:
        read_value(setting("number", maximum=9), "10", "--number")
    assert str(raised.value) == "--number: '10' is too large; at most 9."


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "on"])
def test_a_switch_in_text_is_on_with_any_usual_word(word: str) -> None:
    assert read_value(setting("switch"), word, "x") is True


@pytest.mark.parametrize("word", ["false", "0", "no", "off"])
def test_a_switch_in_text_is_off_with_any_usual_word(word: str) -> None:
    assert read_value(setting("switch"), word, "x") is False


def test_a_list_in_text_is_written_with_commas() -> None:
    assert read_value(setting("list"), "a, b,,c ", "x") == ("a", "b", "c")
    assert read_value(setting("list"), "", "x") == ()


def test_a_list_in_a_file_is_a_list_of_texts() -> None:
    assert read_value(setting("list"), ["a,b", "c"], "x", is_typed=True) == ("a,b", "c")
    with pytest.raises(BadSettings, match="is not a list of texts"):
        read_value(setting("list"), ["a", 1], "x", is_typed=True)


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("size", 33554432, '"32 MiB"'),
        ("size", 2**30, '"1 GiB"'),
        ("size", 1000, "1000"),
        ("size", 0, "0"),
        ("seconds", 75.0, '"75s"'),
        ("seconds", 600.0, '"10m"'),
        ("seconds", 604800.0, '"7d"'),
        ("seconds", 0.25, "0.25"),
        ("seconds", 0.0, "0"),
        ("number", 5000, "5000"),
        ("switch", True, "true"),
        ("list", ("a", "b"), '["a", "b"]'),
        ("text", 'C:\\x "y"\n', '"C:\\\\x \\"y\\"\\U0000000A"'),
    ],
)
def test_a_value_is_written_in_the_unit_that_a_person_would_choose(
    form: Form, value: Value, text: str
) -> None:
    assert written(setting(form), value) == text


@given(
    st.one_of(
        st.tuples(st.just("size"), st.integers(0, 2**53)),
        st.tuples(st.just("number"), st.integers(0, 2**53)),
        st.tuples(st.just("seconds"), st.floats(0, 2**40)),
        st.tuples(st.just("switch"), st.booleans()),
        st.tuples(st.just("text"), st.text()),
        st.tuples(st.just("list"), st.lists(st.text()).map(tuple)),
    )
)
def test_a_value_that_is_written_and_read_again_is_the_same(case: tuple[Form, Value]) -> None:
    form, value = case
    row = setting(form, default="" if form == "text" else 0)

    document = tomllib.loads(f"key = {written(row, value)}")

    assert read_value(row, document["key"], "x", is_typed=True) == value


def test_a_word_that_is_near_nothing_has_no_suggestion() -> None:
    assert did_you_mean("prot", ["port", "host"], "[{}]") == " Did you mean [port]?"
    assert did_you_mean("zzz", ["port", "host"], "[{}]") == ""
