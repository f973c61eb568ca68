"""A list of labels tells which label carries a number."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.providers.shipstation.labels import newest_label, to_labels
from gateway.providers.wire import NotTrackingData


def labels_of(*labels: Any, **others: Any) -> tuple[list[Any], int]:
    return to_labels(json.dumps({"labels": labels, **others}).encode())


def chosen(wanted: str | None, *labels: Any) -> Any:
    label = newest_label(labels_of(*labels)[0], wanted)
    return label.label_id if label else None


def label(label_id: Any, created_at: Any = "2025-01-01T00:00:00Z", **others: Any) -> dict[str, Any]:
    return {"label_id": label_id, "created_at": created_at, "carrier_code": "ups", **others}


def test_the_newest_label_is_chosen_by_time_and_not_by_spelling() -> None:
    assert chosen("ups", label("se-1"), label("se-2", "2025-01-01T00:00:00.5Z")) == "se-2"
    earlier = label("se-2", "2025-01-01T01:00:00+02:00")
    assert chosen("ups", label("se-1"), earlier) == "se-1"
    assert chosen("ups", label("se-1", "soon"), label("se-2", None), label("se-3")) == "se-3"


def test_voided_labels_do_not_count() -> None:
    assert chosen("ups", label("se-1", voided=True), label("se-2", status="voided")) is None
    assert chosen("ups", label("se-1", voided=False, status="completed")) == "se-1"


def test_labels_of_other_carriers_do_not_count() -> None:
    assert chosen("usps", label("se-1"), label("se-2", carrier_code="stamps_com")) == "se-2"
    assert chosen("fedex", label("se-1")) is None
    assert chosen(None, label("se-1"), label("se-2", "2025-02-01T00:00:00Z")) == "se-2"


def test_a_label_of_an_unknown_carrier_comes_last() -> None:
    unknown = label("se-2", "2025-02-01T00:00:00Z", carrier_code="rocket_post")
    assert chosen("ups", label("se-1"), unknown) == "se-1"
    assert chosen("fedex", label("se-1"), unknown) == "se-2"
    assert chosen(None, label("se-1"), unknown) == "se-2"


def test_odd_labels_cost_themselves() -> None:
    found, pages = labels_of(None, 5, "x", [], label(None), label(["se-1"]), label("se-2"), pages=3)
    assert [each.label_id for each in found] == [None, ["se-1"], "se-2"]
    assert pages == 3
    assert newest_label(found, "ups") is found[2]
    assert to_labels(b'{"labels": [], "pages": "many"}') == ([], 1)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"labels": {}}', b'{"errors": []}'])
def test_a_body_without_a_list_does_not_say_that_there_is_no_label(body: bytes) -> None:
    with pytest.raises(NotTrackingData):
        to_labels(body)


def test_the_label_of_the_reference_is_found(examples_dir: Path) -> None:
    path = examples_dir / "shipstation" / "shipengine-python-list_labels_by_tracking_number.json"
    found, pages = to_labels(path.read_bytes())
    assert pages == 1
    newest = newest_label(found, "ups")
    assert newest is not None
    assert newest.label_id == "se-92516364"
