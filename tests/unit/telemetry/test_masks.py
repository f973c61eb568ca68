"""What of secrets and tracking numbers is left in a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.clients.keys import new_key
from gateway.telemetry.masks import Mask

NUMBERS = ["1Z932R800390810600", "9205590164917312751089", "RR123456785DE", "420123459205590164917"]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_last_four_characters_of_a_number_are_left(number: str) -> None:
    mask = Mask()
    assert mask.number(number) == "…" + number[-4:]
    assert mask.text(f"GET tracks/usps/{number} failed") == f"GET tracks/usps/…{number[-4:]} failed"


@pytest.mark.parametrize("number", NUMBERS)
def test_all_of_it_is_left_where_it_is_asked_for(number: str) -> None:
    mask = Mask(full_numbers=True)
    assert mask.number(number) == number
    assert mask.text(f"for {number}.") == f"for {number}."


@pytest.mark.parametrize(
    "text",
    [
        "incident 0f9c2a7b4d1e48b3a6c5d4e3f2a1b0c9",
        "Uvicorn running on http://127.0.0.1:8000",
        "2026-11-22T05:17:01.537+00:00",
        "se-324658",
        "GRAPHQL_VALIDATION_FAILED",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert Mask(["correct-horse-battery"]).text(text) == text


@given(st.text(), st.text())
def test_a_secret_is_never_left(before: str, after: str) -> None:
    secret = "TEST_abc.def+ghi$"
    longer = f"{secret}jkl"
    hidden = Mask([secret, longer]).text(f"{before}{longer} {secret}{after}")
    assert secret not in hidden
    assert "jkl [secret]" not in hidden


def test_half_a_secret_is_one() -> None:
    hidden = Mask(["shippo_live_0123456789"]).text("for 'shippo_live_…': shippo_live_012345")
    assert hidden == "for '[secret]': [secret]"


def test_a_clients_key_is_known_by_its_looks() -> None:
    key = new_key()
    assert Mask().text(f"Bearer {key}, {key[:20]}") == "Bearer [secret] [secret]"
    assert Mask().text("tgk_ is how they begin") == "tgk_ is how they begin"


def test_a_secret_may_be_learnt_later() -> None:
    mask = Mask(["first-secret"])
    mask.hide(["second-secret"])
    assert mask.text("first-secret second-secret") == "[secret] [secret]"


def test_what_is_too_short_to_be_a_secret_is_left() -> None:
    assert Mask(["", "a"]).text("a cat") == "a cat"
