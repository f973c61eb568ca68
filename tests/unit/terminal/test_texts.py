"""Nothing that came from outside commands a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.terminal.texts import clean


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        ("  Oceanside,\n\tCA ", "Oceanside, CA"),
        ("\x1b[2J\x1b]0;mine\x07", "\ufffd[2J\ufffd]0;mine\ufffd"),
        ("\x9b31m", "\ufffd31m"),
        ("abc\u202edef", "abc\ufffddef"),
        ("[bold]Köln[/bold] 東京", "[bold]Köln[/bold] 東京"),
    ],
)
def test_what_commands_is_replaced(text: str | None, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    shown = clean(text)
    assert {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    assert clean(shown) == shown
