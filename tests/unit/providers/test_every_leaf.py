"""Every leaf of a payload is returned by a field of the schema."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.providers.shippo import payload as shippo
from gateway.providers.shipstation import payload as shipstation
from tests.unit.providers import everything, leaves, payloads

OBJECTS = {"location", "substatus", "address_from", "address_to", "tracking_status", "servicelevel"}


def unreturned(provider: str, payload: Any) -> tuple[int, list[str]]:
    """Return how many leaves were checked, and those that no field returns as they were sent."""
    report = payloads.convert(provider, payload)
    answer = everything.ask(payloads.merged(report), everything.query())
    tracking = answer["sources"][0]["tracking"]
    if provider == "shipstation":
        # Newest first on the wire, oldest first in the gateway.
        payload = {**payload, "events": payload.get("events", [])[::-1]}
    checked, missing = 0, []
    for path, sent in leaves.leaves(payload):
        if leaves.general(path) in leaves.EXCEPTIONS or (sent is None and path[-1] in OBJECTS):
            continue
        checked += 1
        field = leaves.field_of(provider, path)
        shown = leaves.value_at(tracking, field) if field else None
        if field is None or not same(sent, shown):
            missing.append(f"{'.'.join(path)} = {sent!r}, but {field} = {shown!r}")
    return checked, missing


def same(sent: Any, shown: Any) -> bool:
    # What says nothing is null; a number is its digits where a code or a text is meant.
    if sent in (None, ""):
        return shown is None
    return shown == sent or (type(sent) in {int, float} and shown == str(sent))


@pytest.mark.parametrize("provider", ["shipstation", "shippo"])
def test_every_leaf_of_the_samples_is_returned(
    provider: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"shipstation": payloads.SHIPSTATION, "shippo": payloads.SHIPPO}[provider]
    total = 0
    for name in names:
        checked, missing = unreturned(provider, payloads.sample(provider, name))
        assert missing == [], name
        total += checked
    with capsys.disabled():
        print(f"\n{provider}: {total} leaves of {len(names)} samples are returned")


def test_every_leaf_of_the_seeds_is_returned() -> None:
    assert unreturned("shipstation", payloads.sample("shipstation", "seed")) == (19, [])
    # The tracking status and its twin in the history count both.
    assert unreturned("shippo", payloads.sample("shippo", "seed")) == (49, [])


def test_every_leaf_of_the_reference_is_returned(examples_dir: Path) -> None:
    for (provider, name), payload in payloads.reference(examples_dir).items():
        checked, missing = unreturned(provider, payload)
        assert missing == [], name
        assert checked > 10, name


def test_whatever_else_the_reference_holds_is_no_tracking_data(examples_dir: Path) -> None:
    for path in examples_dir.glob("*/*.json"):
        content = json.loads(path.read_bytes())
        payload = payloads.tracking_payload(content)
        known = {id(leaf) for _, leaf in leaves.leaves(payload)} if payload else set()
        tracking = {"response", "data"} & set(content) if payload else set()
        for where, leaf in leaves.leaves(content):
            name = ".".join(where)
            inside = name.startswith(("response.body.", "data.")) if tracking else bool(payload)
            if inside and id(leaf) in known:
                continue
            assert name.startswith(tuple(leaves.NO_TRACKING_DATA)), f"{path.name}: {name}"


def test_the_everything_samples_have_every_documented_field() -> None:
    for provider, table in leaves.TABLES.items():
        payload = payloads.sample(provider, "everything")
        present = {leaves.general(path) for path, _ in leaves.leaves(payload)}
        # `shipped_date` is the old name of `ship_date`; messages may also be sent otherwise.
        assert set(table) - present <= {"shipped_date", "messages", "messages.*.text"}


def test_every_field_that_is_read_is_in_the_table() -> None:
    assert _members(shipstation.TrackingInformation) - {"events"} == {
        name for name in leaves.SHIPSTATION if "." not in name
    }
    assert _members(shipstation.TrackEvent) == set(leaves.SHIPSTATION_EVENT)
    assert _members(shippo.Track) == {name.partition(".")[0] for name in leaves.SHIPPO}
    assert _members(shippo.TrackingStatus) == {n.partition(".")[0] for n in leaves.SHIPPO_EVENT}


def _members(kind: type[msgspec.Struct]) -> set[str]:
    return set(kind.__struct_fields__)
