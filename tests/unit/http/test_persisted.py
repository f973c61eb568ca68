"""Documents that are named instead of sent: which one is meant, and what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cache import PersistedDocuments, hash_of, open_store
from gateway.http.persisted import PersistedOperations, is_introduction
from gateway.http.request import GraphQLRequest, NotExecuted, Refused
from tests.fakes import Clock

ONE = "{ gateway { mode } }"
OTHER = "{ gateway { version } }"


def _asking(query: str | None = None, document_id: str | None = None) -> GraphQLRequest:
    return GraphQLRequest(query, document_id, None, None)


def _operations(*, sent: bool = True, **options: Any) -> PersistedOperations:
    clock = Clock()
    documents = PersistedDocuments(open_store("memory://", max_entries=1, clock=clock), clock)
    return PersistedOperations({"one": ONE}, documents if sent else None, **options)


async def _refused(operations: PersistedOperations, wanted: GraphQLRequest) -> tuple[int, str, str]:
    with pytest.raises(Refused) as refused:
        await operations.text(wanted)
    return refused.value.status, refused.value.code, refused.value.message


async def test_a_text_is_the_document_itself() -> None:
    assert await _operations().text(_asking(OTHER)) == OTHER


@pytest.mark.parametrize("name", ["one", hash_of(ONE)])
async def test_an_operation_of_the_manifest_goes_by_its_identifier_and_by_its_hash(
    name: str,
) -> None:
    assert await _operations().text(_asking(document_id=name)) == ONE


async def test_a_document_is_known_by_its_hash_once_it_was_executed() -> None:
    operations = _operations()
    by_name = _asking(document_id=hash_of(OTHER))
    assert (await _refused(operations, by_name))[1] == "PERSISTED_QUERY_NOT_FOUND"
    introduction = _asking(OTHER, hash_of(OTHER))
    assert await operations.text(introduction) == OTHER
    assert (await _refused(operations, by_name))[1] == "PERSISTED_QUERY_NOT_FOUND"
    await operations.keep(introduction)
    assert await operations.text(by_name) == OTHER


async def test_a_document_that_was_sent_without_its_name_is_not_kept() -> None:
    operations = _operations()
    await operations.keep(_asking(OTHER))
    assert (await _refused(operations, _asking(document_id=hash_of(OTHER))))[0] == 422


@pytest.mark.parametrize("name", [hash_of(ONE), "one", hash_of(OTHER).upper(), ""])
async def test_a_name_of_another_document_is_refused(name: str) -> None:
    refused = await _refused(_operations(), _asking(OTHER, name))
    message = "provided sha does not match query"
    assert refused == (422, "PERSISTED_QUERY_HASH_MISMATCH", message)


async def test_apollos_clients_read_the_message_of_what_is_not_found() -> None:
    refused = await _refused(_operations(), _asking(document_id="nope"))
    assert refused == (422, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")


async def test_without_a_memory_apollos_clients_are_told_to_send_texts_alone() -> None:
    operations = _operations(sent=False)
    refused = await _refused(operations, _asking(document_id=hash_of(OTHER)))
    assert refused == (422, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
    introduction = _asking(OTHER, hash_of(OTHER))
    assert await operations.text(introduction) == OTHER
    await operations.keep(introduction)
    assert (await _refused(operations, _asking(document_id=hash_of(OTHER))))[0] == 422
    assert await operations.text(_asking(document_id="one")) == ONE


@pytest.mark.parametrize(
    "wanted", [_asking(OTHER), _asking(ONE), _asking(ONE, "one"), _asking(OTHER, hash_of(OTHER))]
)
async def test_where_the_manifest_is_all_there_is_a_text_is_refused(wanted: GraphQLRequest) -> None:
    operations = _operations(only_manifest=True)
    await operations.keep(wanted)
    status, code, _ = await _refused(operations, wanted)
    assert (status, code) == (403, "PERSISTED_QUERY_ONLY")
    with pytest.raises(NotExecuted):
        await operations.text(_asking(document_id=hash_of(OTHER)))
    assert await operations.text(_asking(document_id="one")) == ONE
    assert await operations.text(_asking(document_id=hash_of(ONE))) == ONE


@given(sent=st.text(min_size=1), wanted=st.text(min_size=1))
async def test_a_hash_never_leads_to_another_document(sent: str, wanted: str) -> None:
    operations = _operations()
    await operations.keep(_asking(sent, hash_of(sent)))
    by_name = _asking(document_id=hash_of(wanted))
    if wanted in {sent, ONE}:
        assert await operations.text(by_name) == wanted
    else:
        assert (await _refused(operations, by_name))[1] == "PERSISTED_QUERY_NOT_FOUND"


def test_only_both_together_introduce_a_document() -> None:
    assert is_introduction(_asking(ONE, "x"))
    assert not is_introduction(_asking(ONE))
    assert not is_introduction(_asking(document_id="x"))
