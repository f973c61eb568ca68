"""Read a GraphQL request, and negotiate what the answer is written as.

Sources, read 2026-11-22:
- GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/
- its appendix on persisted documents,
  https://github.com/graphql/graphql-over-http/blob/persisted-documents/spec/
- Apollo's automatic persisted queries, https://www.apollographql.com/docs/apollo-server/performance/apq
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from gateway.errors import LimitExceeded
from gateway.http.decoding import decode
from gateway.http.fields import field
from gateway.settings import Settings

T = TypeVar("T")

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"

OPTIONS = "OPTIONS"
ALLOWED = f"GET, {OPTIONS}, POST"
"""The methods of the GraphQL endpoint."""


class Refused(Exception):  # a condition, like every error here
    """The request can't be executed.

    `status` is the most precise HTTP status for the answer, `code` that of its error.
    """

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


class NotExecuted(Refused):
    """The request is one of GraphQL, but its document or operation is not executed."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client wants executed.

    `query` is the document's text and `document_id` names it: its SHA-256 hash, or an identifier of
    a manifest. One of the two may be None.
    """

    query: str | None
    document_id: str | None
    variables: dict[str, Any] | None
    operation_name: str | None


@lru_cache(maxsize=256)
def media_type(accept: str | None) -> str:
    """Return the media type of the answer; JSON where the client has no wish.

    Raises:
        Refused: 406, the client accepts neither of the two.
    """
    if accept is None or not accept.strip():
        return JSON
    weight = weights(accept)
    quality = {kind: _quality(kind, weight) for kind in (JSON, RESPONSE_JSON)}
    best = max(quality.values())
    if best == 0:
        message = f"The answer can be {JSON} or {RESPONSE_JSON}."
        raise Refused(406, "NOT_ACCEPTABLE", message)
    if quality[RESPONSE_JSON] == best and RESPONSE_JSON in weight:
        return RESPONSE_JSON
    return JSON if quality[JSON] == best else RESPONSE_JSON


def wants_html(accept: str | None) -> bool:
    """Say whether a browser asks, to show a page."""
    return accept is not None and weights(accept).get("text/html", 0.0) > 0


def weights(accepted: str) -> dict[str, float]:
    """Read what a header field prefers: from 1 for the best to 0 for what is not acceptable."""
    return dict(map(_weigh, accepted.split(",")))


def _weigh(item: str) -> tuple[str, float]:
    kind, *parameters = (part.strip().lower() for part in item.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return kind, _weight(value)
    return kind, 1.0


def _weight(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(kind: str, weights: Mapping[str, float]) -> float:
    # The most specific range that fits decides, RFC 9110 section 12.5.1.
    return next((weights[name] for name in (kind, "application/*", "*/*") if name in weights), 0.0)


async def read_body(scope: Scope, receive: Receive, limits: Settings) -> bytes:
    """Read the body of a POST; a GET has none.

    Raises:
        Refused: with the status that says what is wrong with it.
        ClientDisconnect: the caller went away.
    """
    if scope["method"] == "GET":
        return b""
    if scope["method"] != "POST":
        message = "Send GraphQL by POST or GET."
        raise Refused(405, "METHOD_NOT_ALLOWED", message, {"Allow": ALLOWED})
    content_type = field(scope, b"content-type") or ""
    if content_type != JSON and not _is_json(content_type):
        message = f"The body must be {JSON} in UTF-8."
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", message)
    return await _read(receive, limits.max_body_bytes)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The operations of one request, in their order: one, or those of a batch.

    What is no operation in a batch is refused by itself.
    """

    operations: tuple[GraphQLRequest | Refused, ...]
    is_batch: bool = False


def read_requests(scope: Scope, body: bytes, limits: Settings) -> Wanted:
    """Read what a POST's body or a GET's query string wants executed.

    A body may be a list of `max_operations`; if that is one, it is no list.

    Raises:
        Refused: with the status that says what is wrong with it.
    """
    if scope["method"] == "GET":
        return Wanted((_from_query(QueryParams(scope["query_string"]), limits),))
    value = _decode(body, "The body", limits)
    if isinstance(value, list) and limits.max_operations > 1:
        return Wanted(tuple(_from_list(value, limits.max_operations)), is_batch=True)
    return Wanted((_from_object(value),))


def _from_list(values: Sequence[Any], most: int) -> Iterator[GraphQLRequest | Refused]:
    if not values:
        raise Refused(422, "BAD_REQUEST", "The batch is empty.")
    if len(values) > most:
        message = f"The batch has {len(values)} operations; the most is {most}."
        raise Refused(422, "TOO_MANY_OPERATIONS", message)
    for value in values:
        try:
            yield _from_object(value)
        except Refused as refused:
            yield refused


def _is_json(content_type: str) -> bool:
    kind, _, parameters = content_type.partition(";")
    return kind.strip().lower() == JSON and _is_utf8(parameters)


def _is_utf8(parameters: str) -> bool:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower() in {"utf-8", "utf8"}
    return True


async def _read(receive: Receive, most: int) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise Refused(413, "BODY_TOO_LARGE", f"The body has more than {most} bytes.")
    return body


def _from_query(parameters: QueryParams, limits: Settings) -> GraphQLRequest:
    members: dict[str, Any] = {name: text for name, text in parameters.items() if text}
    for name in _JSON_PARAMETERS & members.keys():
        members[name] = _decode(members[name].encode(), f"`{name}`", limits)
    return _from_object(members)


_JSON_PARAMETERS = frozenset({"variables", "extensions"})


def _decode(data: bytes, what: str, limits: Settings) -> Any:
    try:
        return decode(data, limits)
    except LimitExceeded as condition:
        raise Refused(400, condition.code, condition.message) from None
    except ValueError:
        raise Refused(400, "BAD_REQUEST", f"{what} must be JSON.") from None


def _from_object(value: Any) -> GraphQLRequest:
    if not isinstance(value, dict):
        raise Refused(422, "BAD_REQUEST", "An operation must be a JSON object.")
    document_id = _document_id(value)
    query = _member(value, "query", str)
    if query is None and document_id is None:
        raise Refused(422, "BAD_REQUEST", "`query` must be a string.")
    return GraphQLRequest(
        # Who names a document leaves its text out, or empty.
        query if document_id is None else query or None,
        document_id,
        _member(value, "variables", dict),
        _member(value, "operationName", str) or None,
    )


def _document_id(value: Mapping[str, Any]) -> str | None:
    extensions = _member(value, "extensions", dict) or {}
    name = _member(value, "documentId", str)
    if name is None:
        persisted = _member(extensions, "persistedQuery", dict)
        name = None if persisted is None else _apollos_hash(persisted)
    return name.removeprefix("sha256:") if name else None


def _apollos_hash(persisted: Mapping[str, Any]) -> str:
    if persisted.get("version") != 1:
        raise Refused(422, "BAD_REQUEST", "`persistedQuery.version` must be 1.")
    name = _member(persisted, "sha256Hash", str)
    if not name:
        raise Refused(422, "BAD_REQUEST", "`persistedQuery.sha256Hash` must be a string.")
    return name


def _member(value: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    member = value.get(name)
    if member is None or isinstance(member, kind):
        return member
    raise Refused(422, "BAD_REQUEST", f"`{name}` must be {_KINDS[kind]}.")


_KINDS: dict[type, str] = {dict: "an object", str: "a string"}
