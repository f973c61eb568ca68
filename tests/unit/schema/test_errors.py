"""What callers see of an error: known conditions as they are, anything else by a name only."""

import logging
from typing import Any

import pytest
import strawberry
from strawberry.types.execution import PreExecutionError

from gateway.model import GatewayMode, ShipmentRef
from gateway.schema import Context, Schema, create_schema, format_error
from tests.fakes import by_number, shippo, tracker

SECRET = "postgres://user:secret@host"


@strawberry.type
class Broken:
    @strawberry.field
    def boom(self) -> str | None:
        raise ZeroDivisionError(SECRET)


async def _errors(query: str, **variables: Any) -> list[dict[str, Any]]:
    house = tracker(shippo({"ups/1Z54F78A0339004129": by_number("1Z54F78A0339004129", "ups")}))
    context = Context(house, house.lookups(), GatewayMode.LIVE, "0")
    result = await create_schema().execute(query, variables or None, context)
    executed = not isinstance(result, PreExecutionError)
    return [format_error(error, executed=executed) for error in result.errors or []]


async def test_an_unforeseen_exception_is_known_by_a_name_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        result = await Schema(query=Broken).execute("{ boom }")
        assert result.errors is not None
        (shown,) = [format_error(error) for error in result.errors]
    assert shown["extensions"]["code"] == "INTERNAL"
    assert shown["extensions"]["incident"] in shown["message"]
    assert (shown["path"], shown["extensions"]["retryable"]) == (["boom"], False)
    assert "secret" not in str(shown)
    assert "ZeroDivisionError" not in str(shown)
    assert shown["extensions"]["incident"] in caplog.text
    assert SECRET in caplog.text


async def test_each_incident_has_a_name_of_its_own() -> None:
    names = set()
    for _ in range(2):
        result = await Schema(query=Broken).execute("{ boom }")
        assert result.errors is not None
        names.add(format_error(result.errors[0])["extensions"]["incident"])
    assert len(names) == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($x: Int) { gateway { version } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($n: String!) { detectCarrier(trackingNumber: $n) { format } }", "BAD_USER_INPUT"),
        ("{ shipments(refs: []) { index } }", "BAD_USER_INPUT"),
        ("{ shipment(ref: {}) { id } }", "INVALID_REFERENCE"),
        ('{ shipment(ref: {trackingNumber: "ABCDEFGH"}) { id } }', "CARRIER_REQUIRED"),
    ],
)
async def test_every_error_has_its_code(query: str, code: str) -> None:
    assert [error["extensions"]["code"] for error in await _errors(query)] == [code]


async def test_a_variable_that_does_not_fit_is_bad_input() -> None:
    query = "query ($r: ShipmentRef!) { shipment(ref: $r) { id } }"
    (error,) = await _errors(query, r={"nope": 1})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_known_condition_is_shown_as_it_is() -> None:
    (error,) = await _errors('{ shipment(ref: {labelId: "x"}) { id } }')
    assert error == {
        "message": "`labelId` is not a ShipStation label id, e.g. `se-324658`.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["shipment"],
        "extensions": {"code": "INVALID_REFERENCE", "retryable": False},
    }


async def test_a_fault_with_one_reference_is_an_error_of_that_entry(
    caplog: pytest.LogCaptureFixture,
) -> None:
    good, bad = "1Z54F78A0339004129", "1Z932R800390810600"
    # A report whose facts are of no type that merging knows.
    broken = by_number(bad, "ups", shipped_at="yesterday", delivered_at=7, estimate=SECRET)
    house = tracker(shippo({f"ups/{good}": by_number(good, "ups"), f"ups/{bad}": broken}))
    refs = [ShipmentRef(tracking_number=each, carrier="ups") for each in (good, bad)]
    first, second = await house.lookups().shipments(refs)
    assert first.shipment is not None
    assert second.shipment is None
    (error,) = second.errors
    assert (error.code.name, error.provider) == ("INTERNAL", None)
    assert "secret" not in error.message
    assert error.message.split()[-1].rstrip(".") in caplog.text
