"""Which documents ask for nothing that changes by itself."""

import pytest

from gateway.schema import create_schema, is_lasting
from gateway.schema.lasting import VOLATILE


@pytest.mark.parametrize(
    "document",
    [
        "{ gateway { now } }",
        "{ providers { code availability } }",
        "{ providers { a: budget { limit } } }",
        "{ shipment(ref: {}) { ...S } } fragment S on Shipment { sources { ageSeconds } }",
        "{ shipment(ref: {}) { id ... @include(if: false) { sources { b: fromCache } } } }",
        "{ shipment(ref: {}) { sources { fromCache provider } } }",
    ],
)
def test_what_changes_by_itself_does_not_last(document: str) -> None:
    assert not is_lasting(document)


@pytest.mark.parametrize(
    "document",
    [
        "{ gateway { version } now: __typename }",
        "{ providers { code } }",
        "{ shipment(ref: {}) { id sources { fetchedAt freshUntil } } }",
    ],
)
def test_everything_else_does(document: str) -> None:
    assert is_lasting(document)


def test_every_volatile_field_is_in_the_schema() -> None:
    types = create_schema()._schema.type_map.values()
    names = {name for kind in types for name in getattr(kind, "fields", {})}
    assert names >= VOLATILE
