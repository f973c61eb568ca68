"""The label list: what it finds, in which order, on which page."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.sandbox.parcel import Label
from gateway.sandbox.shipstation.labels import (
    BadParameterError,
    account_id,
    find,
    is_label_id,
    links,
    shipment_id,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
NEW = Label("se-new", "ups", "1Z1", age=1, service_code="ups_ground")
OLD = Label("se-old", "stamps_com", "1Z1", age=48)
VOID = Label("se-void", "ups", "1Z2", age=24, voided=True)
LABELS = [OLD, NEW, VOID]


def ids(**query: str) -> list[str]:
    return [label.label_id for label in find(LABELS, query, NOON).labels]


def test_the_newest_label_comes_first() -> None:
    assert ids() == ["se-new", "se-void", "se-old"]
    assert ids(sort_dir="asc") == ["se-old", "se-void", "se-new"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tracking_number": "1Z1"}, ["se-new", "se-old"]),
        ({"tracking_number": "1z1"}, []),
        ({"label_status": "voided"}, ["se-void"]),
        ({"label_status": "completed"}, ["se-new", "se-old"]),
        ({"label_status": "error"}, []),
        ({"carrier_id": account_id("stamps_com")}, ["se-old"]),
        ({"service_code": "ups_ground"}, ["se-new"]),
        ({"shipment_id": shipment_id(OLD)}, ["se-old"]),
        ({"batch_id": "se-1"}, []),
        ({"warehouse_id": "se-1"}, []),
        ({"rate_id": "se-1"}, []),
        ({"created_at_start": "2026-03-10T00:00:00Z"}, ["se-new"]),
        ({"created_at_end": "2026-03-09T12:00:00"}, ["se-void", "se-old"]),
        ({"tracking_number": "1Z1", "carrier_id": account_id("ups")}, ["se-new"]),
        ({"sort_by": "modified_at"}, ["se-new", "se-void", "se-old"]),
    ],
)
def test_filters_narrow_the_list(query: dict[str, str], found: list[str]) -> None:
    assert ids(**query) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "one"),
        ("page", "9" * 30),
        ("page_size", "0"),
        ("page_size", "\u0661"),
        ("sort_dir", "up"),
        ("sort_by", "weight"),
        ("label_status", "lost"),
        ("created_at_start", "yesterday"),
    ],
)
def test_a_malformed_parameter_is_named(name: str, value: str) -> None:
    with pytest.raises(BadParameterError) as raised:
        ids(**{name: value})
    assert raised.value.name == name
    assert name in str(raised.value)


@given(count=st.integers(0, 60), size=st.integers(1, 30))
def test_the_pages_together_are_the_whole_list(count: int, size: int) -> None:
    labels = [Label(f"se-{place}", "ups", "1Z", age=place) for place in range(count)]
    first = find(labels, {"page_size": str(size)}, NOON)
    pages = [
        find(labels, {"page_size": str(size), "page": str(page)}, NOON)
        for page in range(1, first.pages + 1)
    ]
    assert [label for page in pages for label in page.labels] == labels
    assert all(len(page.labels) == size for page in pages[:-1])
    assert first.total == count


def test_a_page_beyond_the_last_is_empty() -> None:
    page = find(LABELS, {"page": "2"}, NOON)
    assert (page.labels, page.total, page.page, page.pages) == ([], 3, 2, 1)


def test_there_is_no_link_to_a_page_that_is_not_there() -> None:
    middle = find(LABELS, {"page": "2", "page_size": "1"}, NOON)
    alone = find([], {}, NOON)
    assert links(middle, str) == {
        "first": {"href": "1"},
        "last": {"href": "3"},
        "prev": {"href": "1"},
        "next": {"href": "3"},
    }
    assert links(alone, str) == {
        "first": {"href": "1"},
        "last": {"href": "1"},
        "prev": {},
        "next": {},
    }


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("se-1", True),
        ("se-both-delivered", True),
        ("se-1234567890123456789012", True),
        ("se-12345678901234567890123", False),
        ("se-", False),
        ("se", False),
        ("SE-1", False),
        ("se-1\n", False),
        ("1Z54F78A0339004129", False),
    ],
)
def test_a_label_id_is_told_from_other_texts(text: str, is_one: bool) -> None:
    assert is_label_id(text) is is_one
