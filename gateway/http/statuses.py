"""Which status and media type an answer has, by the edition of the specification.

Sources, read 2026-11-22:
- the drafts until 2025, and what the audits of `graphql-http` ask for,
  https://github.com/graphql/graphql-over-http/blob/511b735/spec/GraphQLOverHTTP.md#status-codes
- the edition of September 2026, https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.http.request import JSON, RESPONSE_JSON, NotExecuted, Refused
from gateway.settings import Edition

UNPROCESSABLE = 422
PARTIAL = 294


def status_of_result(
    edition: Edition, kind: str, errors: Sequence[Mapping[str, Any]], *, executed: bool
) -> tuple[int, str]:
    """Return status and media type of the answer to a request of GraphQL.

    `kind` is the media type that the client prefers; `errors` are those of the answer, which has
    data, even if it is null, where the operation was `executed`.
    """
    if executed:
        partial = bool(errors) and edition is Edition.SEPTEMBER_2026 and kind == RESPONSE_JSON
        return PARTIAL if partial else 200, kind
    parsed = errors[0]["extensions"]["code"] != "GRAPHQL_PARSE_FAILED"
    return _refused(edition, kind, UNPROCESSABLE if parsed else 400, is_graphql=True)


def status_of_refusal(edition: Edition, kind: str, refused: Refused) -> tuple[int, str]:
    """Return status and media type of the answer to a request that is refused."""
    return _refused(edition, kind, refused.status, is_graphql=isinstance(refused, NotExecuted))


def _refused(edition: Edition, kind: str, status: int, *, is_graphql: bool) -> tuple[int, str]:
    if edition is Edition.SEPTEMBER_2026:
        # Plain JSON with such a status could come from anything between the client and us.
        return status, RESPONSE_JSON
    if is_graphql and kind == JSON:
        return 200, kind
    return 400 if status == UNPROCESSABLE else status, kind
