"""The lines by which client keys are known."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.clients import Client, Purpose
from gateway.clients.keys import Keys, digest, line_of, new_key, read_keys
from gateway.credentials import CLIENT_KEY
from gateway.errors import SettingsError

SETS = {"default", "acme"}
KEY = new_key()


def _read(text: str, requests_per_minute: int | None = None) -> Keys:
    return read_keys(text, SETS, requests_per_minute)


def _problems(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        _read(text)
    return caught.value.problems


def test_a_key_can_not_be_guessed_and_can_be_recognised() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(re.fullmatch(rf"{CLIENT_KEY}[A-Za-z0-9_-]{{43}}", key) for key in keys)


def test_a_line_lets_its_key_in() -> None:
    keys = _read(line_of("shop", KEY))
    assert keys == {digest(KEY.encode()): Client("shop", counted_as="client:shop")}


def test_a_line_does_not_hold_its_key() -> None:
    assert KEY not in line_of("shop", KEY)
    assert KEY.removeprefix(CLIENT_KEY)[:8] not in line_of("shop", KEY)


def test_options_say_more_of_a_client() -> None:
    line = line_of("shop", KEY, credentials="acme", requests_per_minute=60)
    (client,) = _read(line, 600).values()
    assert (client.credentials, client.requests_per_minute) == ("acme", 60)
    (client,) = _read(line_of("prometheus", KEY, **{"for": "metrics"}), 600).values()
    assert (client.purpose, client.requests_per_minute) == (Purpose.METRICS, 600)


def test_comments_and_empty_lines_say_nothing() -> None:
    text = f"\n# the shop, and\n  {line_of('shop', KEY)}   # since spring\n\n"
    assert len(_read(text)) == 1


def test_a_client_may_have_two_keys_while_one_replaces_the_other() -> None:
    keys = _read(f"{line_of('shop', KEY)}\n{line_of('shop', new_key())}")
    assert len(keys) == 2
    assert len(set(keys.values())) == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Shop", "name"),
        (f"{KEY.lower()} sha256:{'0' * 64}", "name"),
        (f"anonymous sha256:{'0' * 64}", "anonymous"),
        (f"a{'b' * 64} sha256:{'0' * 64}", "name"),
        ("shop", "hash"),
        (f"shop {KEY}", "hash"),
        (f"shop {'0' * 64}", "hash"),
        (f"shop sha256:{'0' * 63}", "hash"),
        (f"shop sha256:{'A' * 64}", "hash"),
        (f"shop sha256:{'0' * 64} {KEY}", "option"),
        (f"shop sha256:{'0' * 64} for=everything", "option"),
        (f"shop sha256:{'0' * 64} requests_per_minute=0", "option"),
        (f"shop sha256:{'0' * 64} requests_per_minute=many", "option"),
        (f"shop sha256:{'0' * 64} limit=1", "option"),
        (f"shop sha256:{'0' * 64} credentials=globex", "set of credentials"),
    ],
)
def test_what_makes_no_sense_is_named_by_its_line_and_not_repeated(text: str, word: str) -> None:
    (problem,) = _problems(f"{line_of('app', new_key())}\n{text}")
    assert problem.startswith("line 2: ")
    assert word in problem
    assert KEY[:12] not in problem


def test_one_name_is_one_client_and_so_is_one_key() -> None:
    line = line_of("shop", KEY)
    assert "options" in _problems(f"{line}\n{line_of('shop', new_key(), credentials='acme')}")[0]
    assert "same key" in _problems(f"{line}\n{line_of('app', KEY)}")[0]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    # A text that is no line of `gateway key` is hardly ever one by chance.
    words = [line.partition("#")[0].split() for line in text.splitlines()]
    if any(words):
        assert all(problem.startswith("line ") for problem in _problems(text))
    else:
        assert _read(text) == {}
