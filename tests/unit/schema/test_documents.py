"""Documents are read once, and it is known which ask for nothing that changes by itself."""

import asyncio
import gc
import weakref

import pytest
from strawberry.schema.exceptions import CannotGetOperationTypeError

from gateway.errors import TooDeep
from gateway.schema import create_schema
from gateway.schema.documents import VOLATILE, Document, Documents
from gateway.settings import Settings

SCHEMA = create_schema()
TWO = "query a { gateway { version } } query b { gateway { mode } }"


def _read(document: str) -> Document:
    return SCHEMA.documents.read(document)


def test_a_document_is_read_once() -> None:
    assert _read("{ gateway { version } }") is _read("{ gateway { version } }")


def test_a_bad_document_has_its_errors_for_good() -> None:
    first = _read("{ nothing }")
    assert [error.message for error in first.errors] == [
        "Cannot query field 'nothing' on type 'Query'."
    ]
    assert _read("{ nothing }") is first


def test_what_is_no_document_has_an_error_and_no_operation() -> None:
    document = _read("{ gateway ")
    assert document.ast is None
    assert document.errors[0].message.startswith("Syntax Error")
    assert document.operation(None) is None


def test_a_document_may_nest_too_deeply_to_be_read() -> None:
    (error,) = _read("{ a " * 1_000).errors
    assert isinstance(error.original_error, TooDeep)


def test_the_documents_that_were_used_last_are_kept() -> None:
    documents = Documents(SCHEMA._schema, Settings.model_construct(), most=2)
    first = documents.read("{ a: __typename }")
    documents.read("{ b: __typename }")
    documents.read("{ a: __typename }")
    documents.read("{ c: __typename }")
    assert documents.read("{ a: __typename }") is first
    assert documents.read("{ b: __typename }") is not first


def test_no_more_is_kept_than_so_many_tokens() -> None:
    documents = Documents(SCHEMA._schema, Settings.model_construct(), most_tokens=30)
    texts = [f"{{ {' '.join(f'x{number}y{n}' for n in range(6))} }}" for number in range(9)]
    for text in texts:
        documents.read(text)
    assert [text for text in texts if text in documents] == texts[-3:]


def test_a_document_that_is_not_kept_is_gone_at_once() -> None:
    documents = Documents(SCHEMA._schema, Settings.model_construct(), most=1)
    tree = weakref.ref(documents.read("{ gateway { version } }").ast)
    # What validation left goes soon; what lives until then is hardly ever looked at again.
    gc.collect()
    assert tree() is not None
    gc.disable()
    try:
        documents.read("{ gateway { mode } }")
        assert tree() is None
    finally:
        gc.enable()


def test_an_operation_is_found_by_its_name() -> None:
    operation = _read(TWO).operation("b")
    assert operation is not None
    assert operation.name is not None
    assert operation.name.value == "b"


@pytest.mark.parametrize("name", [None, "c"])
async def test_one_of_several_operations_has_to_be_named(name: str | None) -> None:
    with pytest.raises(CannotGetOperationTypeError):
        await SCHEMA.execute(TWO, operation_name=name)


@pytest.mark.parametrize(
    "document",
    [
        "{ gateway { now } }",
        "{ providers { code availability } }",
        "{ providers { a: budget { limit } } }",
        "{ shipment(ref: {}) { ...S } } fragment S on Shipment { sources { ageSeconds } }",
        "{ shipment(ref: {}) { id ... @include(if: false) { sources { b: fromCache } } } }",
        "{ shipment(ref: {}) { sources { fromCache provider } } }",
        "mutation { x }",
        "query A { gateway { version } } mutation B { x }",
    ],
)
def test_what_changes_by_itself_does_not_last(document: str) -> None:
    assert not _read(document).is_lasting


@pytest.mark.parametrize(
    "document",
    [
        "{ gateway { version } now: __typename }",
        "{ providers { code } }",
        "{ shipment(ref: {}) { id sources { fetchedAt freshUntil } } }",
    ],
)
def test_everything_else_does(document: str) -> None:
    assert _read(document).is_lasting


def test_every_volatile_field_is_in_the_schema() -> None:
    types = SCHEMA._schema.type_map.values()
    names = {name for kind in types for name in getattr(kind, "fields", {})}
    assert names >= VOLATILE


async def test_others_go_as_soon_as_an_unknown_document_was_read() -> None:
    text = "{ providers { code name } }"
    order: list[str] = []

    async def read() -> None:
        await SCHEMA.documents.ready(text)
        order.append("read")

    async def other() -> None:
        order.append("other")

    await asyncio.gather(read(), other())
    await asyncio.gather(read(), other())
    assert order == ["other", "read", "read", "other"]
