"""Entries and their names: one name for each tuple of parts, whatever the parts hold."""

import string
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.cache import Entry, cache_key

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
TRICKY = st.text(st.sampled_from(":%=/tg1\ud800a"), max_size=80)
PARTS = st.lists(ANY_TEXT | TRICKY, max_size=8).map(tuple)
PRINTABLE = set(string.ascii_letters + string.digits + string.punctuation)


@given(PARTS, PARTS)
@example(("a", "b"), ("a:b",))
@example(("a", ""), ("a",))
@example((), ("",))
@example(("\ud800",), ("\ufffd",))
@example(("é",), ("e\u0301",))
@example(("A",), ("a",))
def test_two_tuples_never_share_a_key(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (cache_key(*one) == cache_key(*other)) is (one == other)


@given(PARTS, st.data())
def test_moving_a_border_between_parts_changes_the_key(
    parts: tuple[str, ...], data: st.DataObject
) -> None:
    text = "".join(parts)
    cut = data.draw(st.integers(0, len(text)))
    assert cache_key(text[:cut], text[cut:]) != cache_key(*parts) or parts == (
        text[:cut],
        text[cut:],
    )


@given(st.lists(st.text(max_size=2000), max_size=20))
def test_a_key_is_short_printable_ascii_and_names_its_schema(parts: list[str]) -> None:
    key = cache_key(*parts)
    assert len(key) < 200
    assert set(key) <= PRINTABLE
    assert key.startswith("tg1")


def test_a_hashed_part_differs_from_the_text_of_its_key() -> None:
    long = cache_key("x" * 5000)
    assert cache_key(long.removeprefix("tg1:")) != long
    assert cache_key(*["y" * 40] * 9) != cache_key(cache_key(*["y" * 40] * 9))


def test_long_parts_that_differ_in_one_letter_differ() -> None:
    assert cache_key("x" * 5000 + "a") != cache_key("x" * 5000 + "b")
    assert cache_key(*["y" * 40] * 9) != cache_key(*["y" * 40] * 8, "y" * 39)


def test_an_ordinary_key_can_be_read_by_a_person() -> None:
    key = cache_key("shippo", "1f9c", "track", "usps/9205590164917312751089")
    assert key == "tg1:shippo:1f9c:track:usps%2F9205590164917312751089"


def test_an_entry_is_immutable_and_may_name_its_type() -> None:
    entry = Entry[str]("value", 1.0, 2.0, 3.0)
    assert entry == Entry("value", 1.0, 2.0, 3.0)
    with pytest.raises(FrozenInstanceError):
        entry.value = "another"  # type: ignore[misc]  # What is under test.
    with pytest.raises(AttributeError):
        object.__setattr__(entry, "note", "slots leave no room for it")
