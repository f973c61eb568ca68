"""What people type, pipe or have in a file is read as what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.node import global_id
from gateway.terminal.references import MOST, NotReferences, read_text, to_reference, write

NUMBER = "1Z932R800390810600"
GLOBAL_ID = global_id("Shipment", "ups", NUMBER)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (NUMBER, {"trackingNumber": NUMBER}),
        ("SE-324658", {"labelId": "se-324658"}),
        (f"ups:{NUMBER}", {"trackingNumber": NUMBER, "carrier": "ups"}),
        (
            f"se-1+ups:{NUMBER}",
            {"trackingNumber": NUMBER, "carrier": "ups", "labelId": "se-1"},
        ),
        (GLOBAL_ID, {"id": GLOBAL_ID}),
        ("9205 5901 6491", {"trackingNumber": "9205 5901 6491"}),
    ],
)
def test_a_reference_is_what_it_looks_like(text: str, ref: dict[str, str]) -> None:
    assert to_reference(text) == ref
    assert to_reference(write(ref)) == ref


def test_a_carrier_is_for_numbers_that_name_none() -> None:
    assert to_reference(NUMBER, "usps")["carrier"] == "usps"
    assert to_reference(f"ups:{NUMBER}", "usps")["carrier"] == "ups"
    assert "carrier" not in to_reference("se-1", "usps")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_by_its_header(separator: str) -> None:
    rows = ["Tracking Number,note,CARRIER,label_id", f"{NUMBER},x,ups,", ",x,,se-1", ",x,ups,"]
    text = "\ufeff" + "\r\n".join(rows).replace(",", separator)
    assert read_text(text) == [{"trackingNumber": NUMBER, "carrier": "ups"}, {"labelId": "se-1"}]


def test_a_carrier_of_a_row_goes_before_that_of_the_command() -> None:
    text = f"number,carrier\n{NUMBER},ups\n{NUMBER},\n"
    assert [ref["carrier"] for ref in read_text(text, "usps")] == ["ups", "usps"]


@pytest.mark.parametrize(
    "text",
    [
        f"se-1 {NUMBER}",
        f"se-1\n\n{NUMBER}\n",
        f"se-1,{NUMBER};",
        f'"se-1"|<{NUMBER}>',
        f"  se-1\t{NUMBER}  ",
    ],
)
def test_a_list_may_have_any_separators(text: str) -> None:
    assert read_text(text) == [{"labelId": "se-1"}, {"trackingNumber": NUMBER}]


def test_a_word_beside_numbers_is_their_carrier() -> None:
    ups, alone = {"trackingNumber": NUMBER, "carrier": "UPS"}, {"trackingNumber": NUMBER}
    assert read_text(f"UPS {NUMBER} {NUMBER}") == [ups, ups]
    assert read_text(f"{NUMBER}, {NUMBER} UPS") == [ups, ups]
    assert read_text(f"{NUMBER} UPS se-1") == [ups, {"labelId": "se-1"}]
    assert read_text(f"{NUMBER} UPS {NUMBER}") == [alone, ups]


def test_groups_in_a_row_are_one_number() -> None:
    assert read_text("9205 5901 6491 7312 7510 89") == [
        {"trackingNumber": "9205590164917312751089"}
    ]


def test_more_than_a_run_takes_is_refused() -> None:
    assert len(read_text("1234567\n" * MOST)) == MOST
    with pytest.raises(NotReferences, match="10001 references"):
        read_text("1234567\n" * (MOST + 1))


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        refs = read_text(text)
    except NotReferences:
        return
    assert all(ref.keys() - {"carrier"} for ref in refs)
    assert all(isinstance(write(ref), str) for ref in refs)
