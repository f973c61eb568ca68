"""Every published code is understood as documented, and every other one is unknown."""

import csv
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.model import STAGES, TERMINAL, StatusCode, StatusMapping
from gateway.providers.shippo import statuses as shippo
from gateway.providers.shipstation import statuses as shipstation

S = StatusCode
Mapping = Callable[[str | None, str | None], StatusMapping | None]

# Where the code differs from the reference's table: all of these say nothing of where the parcel
# is, and alone they are not guessed to be in transit.
DEVIATIONS = {
    "INFORMATION": S.UNKNOWN,
    "PARCEL_UPDATE_NOTIFICATION": S.UNKNOWN,
    "PARCEL_UPDATE_NOTIFICATION_VIA_EMAIL": S.UNKNOWN,
    "PARCEL_UPDATE_NOTIFICATION_VIA_SMS": S.UNKNOWN,
    "SUB_CONTRACTOR_EVENT": S.UNKNOWN,
}

# The reference's words for what the gateway names otherwise.
NAMES = {"FAILURE": "FAILED"}

HEADLINES = {
    "AC": S.ACCEPTED,
    "IT": S.IN_TRANSIT,
    "DE": S.DELIVERED,
    "EX": S.EXCEPTION,
    "UN": S.UNKNOWN,
    "AT": S.DELIVERY_ATTEMPTED,
    "NY": S.NOT_YET_IN_SYSTEM,
    "SP": S.AVAILABLE_FOR_PICKUP,
}
STATUSES = {
    "UNKNOWN": S.UNKNOWN,
    "PRE_TRANSIT": S.PRE_TRANSIT,
    "TRANSIT": S.IN_TRANSIT,
    "DELIVERED": S.DELIVERED,
    "RETURNED": S.RETURNED,
    "FAILURE": S.FAILED,
}


def read_as(mapping: Mapping, code: str | None, detail: str | None = None) -> StatusCode | None:
    row = mapping(code, detail)
    return row.code if row else None


def any_case(code: str) -> list[str]:
    return [code, code.lower(), code.title(), code.swapcase(), f" {code.lower()}\t"]


def test_every_published_code_has_a_row() -> None:
    rows = shipstation.table()
    assert {code for code, detail in rows if detail is None} == {
        *HEADLINES,
        *shipstation.DETAILS,
    }
    assert len(shipstation.DETAILS) == 92
    assert {
        code: row.code for (code, d), row in rows.items() if d is None and code in HEADLINES
    } == HEADLINES
    rows = shippo.table()
    assert {code: row.code for (code, d), row in rows.items() if d is None} == STATUSES
    assert len({detail for _, detail in rows if detail}) == len(shippo.SUBSTATUSES) == 27


def test_the_tables_are_those_of_the_reference(examples_dir: Path) -> None:
    checked = 0
    with (examples_dir.parent / "maps" / "status_map.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            code, detail = row["provider_status"], row["provider_detail_or_spec"]
            wanted = StatusCode[NAMES.get(row["canonical_status"], row["canonical_status"])]
            if row["source"] == "shipstation":
                assert read_as(shipstation.mapping, code) is wanted
            elif row["source"] == "shipstation_detail":
                wanted = DEVIATIONS.get(code, wanted)
                assert read_as(shipstation.mapping, code) is wanted, code
                assert read_as(shipstation.mapping, "UN", code) is wanted, code
            elif row["source"] == "shippo_substatus":
                assert read_as(shippo.mapping, code, detail) is wanted, detail
            elif code in STATUSES:
                assert read_as(shippo.mapping, code) is wanted
            else:
                continue
            checked += 1
    assert checked == 8 + 92 + 6 + 27


def test_a_row_is_complete() -> None:
    for row in [*shipstation.table().values(), *shippo.table().values()]:
        assert row.stage is STAGES[row.code]
        assert row.is_terminal is (row.code in TERMINAL)


@pytest.mark.parametrize("code", [*HEADLINES, *shipstation.DETAILS])
def test_shipstation_codes_are_read_in_any_case_and_in_either_field(code: str) -> None:
    plain = shipstation.table()[code, None]
    for written in any_case(code):
        assert shipstation.mapping(written, None) == plain
        if code in shipstation.DETAILS:
            assert read_as(shipstation.mapping, None, written) is plain.code
        assert shipstation.unpublished(written, written) == ()


def test_shippo_codes_are_read_in_any_case() -> None:
    for (status, detail), row in shippo.table().items():
        for one, other in product(any_case(status), any_case(detail) if detail else [None]):
            assert shippo.mapping(one, other) == row
            assert shippo.unpublished(one, other) == ()


@pytest.mark.parametrize(
    ("status_code", "detail", "code"),
    [
        ("IT", "OUT_FOR_DELIVERY", S.OUT_FOR_DELIVERY),
        ("IT", "INFORMATION", S.IN_TRANSIT),
        ("IT", "DELIVERED", S.IN_TRANSIT),
        ("IT", "SHIPMENT_CREATED", S.IN_TRANSIT),
        ("EX", "RETURN_TO_SENDER", S.RETURNED),
        ("EX", "PARCEL_LOST", S.FAILED),
        ("EX", "IN_TRANSIT", S.EXCEPTION),
        ("DE", "OUT_FOR_DELIVERY", S.DELIVERED),
        ("DE", "DELIVERED_TO_PICKUP_POINT", S.AVAILABLE_FOR_PICKUP),
        ("DE", "RETURN_TO_SENDER", S.RETURNED),
        # The parcel lies at the collection location: "delivered" is only the coarser word for that.
        ("SP", "DELIVERED", S.AVAILABLE_FOR_PICKUP),
        ("SP", "PARCEL_COLLECTED_FROM_PICKUP_POINT", S.DELIVERED),
        ("NY", "SHIPMENT_CREATED", S.PRE_TRANSIT),
        ("NY", "IN_TRANSIT", S.NOT_YET_IN_SYSTEM),
        ("UN", "DELIVERED", S.DELIVERED),
        (None, "DELIVERED", S.DELIVERED),
        ("", "", S.UNKNOWN),
        ("ZZ", "DELIVERED", None),
        ("ZZ", "ZZ", None),
        ("DE", "ZZ", S.DELIVERED),
    ],
)
def test_a_shipstation_detail_refines_what_its_headline_leaves_open(
    status_code: str | None, detail: str | None, code: StatusCode | None
) -> None:
    assert read_as(shipstation.mapping, status_code, detail) is code


@pytest.mark.parametrize(
    ("status", "substatus", "code"),
    [
        ("TRANSIT", "out_for_delivery", S.OUT_FOR_DELIVERY),
        ("TRANSIT", "delivered", S.IN_TRANSIT),
        ("TRANSIT", "never_heard_of", S.IN_TRANSIT),
        ("DELIVERED", "information_received", S.DELIVERED),
        (None, "pickup_available", S.AVAILABLE_FOR_PICKUP),
        (None, "never_heard_of", S.UNKNOWN),
        (None, None, S.UNKNOWN),
        ("FLYING", "delivered", None),
    ],
)
def test_a_substatus_refines_only_the_status_that_it_is_documented_under(
    status: str | None, substatus: str | None, code: StatusCode | None
) -> None:
    assert read_as(shippo.mapping, status, substatus) is code


def test_codes_in_no_table_are_named_as_they_were_sent() -> None:
    assert shipstation.unpublished(" zz", "Eaten") == (" zz", "Eaten")
    assert shipstation.unpublished("DE", "Eaten") == ("Eaten",)
    assert shippo.unpublished("Flying", "high_up") == ("Flying", "high_up")
    assert shippo.unpublished("TRANSIT", "high_up") == ("high_up",)
    assert shippo.unpublished(None, None) == shipstation.unpublished(None, None) == ()


ANY_CODE = st.one_of(
    st.text(max_size=40),
    st.sampled_from([*HEADLINES, *shipstation.DETAILS, *STATUSES, *shippo.SUBSTATUSES]),
    st.sampled_from(["IT", "TRANSIT", "IN_TRANSIT"]).flatmap(
        lambda code: st.text(
            alphabet=code + code.lower() + "\u0131\u212a -_", max_size=len(code) + 1
        )
    ),
)


@given(code=ANY_CODE, detail=st.none() | ANY_CODE)
@example(code="\u0131t", detail=None)  # a dotless i, whose capital is a plain I
@example(code="TRANS\u0131T", detail=None)
@example(code="I T", detail=None)
@example(code="UN", detail="IN_TRANS\u0131T")
def test_nothing_unknown_is_ever_moving(code: str, detail: str | None) -> None:
    known = {*HEADLINES, *STATUSES, *shipstation.DETAILS}
    known |= {substatus.upper() for substatus in shippo.SUBSTATUSES}
    for mapping, unpublished in (
        (shipstation.mapping, shipstation.unpublished),
        (shippo.mapping, shippo.unpublished),
    ):
        row = mapping(code, detail)
        if row is None or row.code is S.UNKNOWN:
            continue
        # Somebody published one of the two codes, letter for letter but for case and blanks.
        published = [code] if not unpublished(code, None) else []
        published += [detail] if detail and not unpublished(None, detail) else []
        assert any(c.isascii() and c.strip().upper() in known for c in published)


@given(code=st.text(min_size=1, max_size=40).filter(lambda code: code.strip()))
def test_an_unknown_headline_is_unknown_whatever_the_detail(code: str) -> None:
    if shipstation.unpublished(code, None):
        assert shipstation.mapping(code, "IN_TRANSIT") is None
    if shippo.unpublished(code, None):
        assert shippo.mapping(code, "out_for_delivery") is None
