"""Execute one operation, and say what its answer is."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from gateway.http.persisted import PersistedOperations, is_introduction
from gateway.http.request import GraphQLRequest, NotExecuted, Refused, Wanted
from gateway.http.statuses import status_of_refusal, status_of_result
from gateway.schema import Context, Schema, format_error
from gateway.settings import Edition
from gateway.telemetry import Outcome, current_record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request wants executed, with the text of its document.

    It `lasts` where equal ones have equal answers while no provider says anything new.
    """

    wanted: GraphQLRequest
    text: str
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Executed:
    """What came of one operation: what is sent where it is alone, and whether it `lasts`."""

    body: Mapping[str, Any]
    status: int
    kind: str
    headers: Mapping[str, str] = field(default_factory=dict)
    lasts: bool = False


class Execution:
    """Executes operations.

    `operations` knows the documents that requests name; `edition` is that of the specification.
    """

    def __init__(self, schema: Schema, operations: PersistedOperations, edition: Edition) -> None:
        self._schema = schema
        self._operations = operations
        self._edition = edition

    async def prepare(self, wanted: Wanted) -> list[Operation | Refused]:
        """Find the documents of the operations; what is refused by itself stays so.

        Raises:
            Refused: together the operations of a batch exceed a limit of one request.
        """
        found = await together(map(self._find, wanted.operations))
        if wanted.is_batch:
            # Before any of them is looked at: each by itself may be as large as one may be.
            self._check(each for each in found if isinstance(each, Operation))
        return [each if isinstance(each, Refused) else await self._look_at(each) for each in found]

    async def _find(self, wanted: GraphQLRequest | Refused) -> Operation | Refused:
        if isinstance(wanted, Refused):
            return wanted
        try:
            return Operation(wanted, await self._operations.text(wanted))
        except Refused as refused:
            return refused

    def _check(self, operations: Iterable[Operation]) -> None:
        asked = [
            (each.text, each.wanted.variables or {}, each.wanted.operation_name)
            for each in operations
        ]
        for error in self._schema.exceeded(asked):
            code = format_error(error, executed=False)["extensions"]["code"]
            raise Refused(422, code, error.message)

    async def _look_at(self, operation: Operation) -> Operation:
        await self._schema.documents.ready(operation.text)
        # From an answer that is given again, nobody would learn the name of the document, and no
        # developer what became of this very request.
        if is_introduction(operation.wanted) or current_record().trace is not None:
            return operation
        lasts = self._schema.documents.read(operation.text).is_lasting
        return Operation(operation.wanted, operation.text, lasts)

    async def execute(
        self, operation: Operation | Refused, context: Context, method: str, kind: str
    ) -> Executed:
        """Execute an operation that came by this method; `kind` is the media type that is wanted.

        Never raises but for cancellation.
        """
        try:
            if isinstance(operation, Refused):
                raise operation
            result = await self._result(operation, context, method)
        except Refused as refused:
            return self.refuse(refused, kind)
        if not isinstance(result, PreExecutionError):
            await self._operations.keep(operation.wanted)
        return self._executed(result, kind, lasts=operation.lasts)

    def refuse(self, refused: Refused, kind: str) -> Executed:
        """Return what is said to who is refused."""
        current_record().ended(Outcome.REFUSED, refused.code)
        error = {"message": refused.message, "extensions": {"code": refused.code}}
        status, kind = status_of_refusal(self._edition, kind, refused)
        return Executed({"errors": [error]}, status, kind, refused.headers)

    async def _result(
        self, operation: Operation, context: Context, method: str
    ) -> ExecutionResult | PreExecutionError:
        try:
            return await self._schema.execute(
                operation.text,
                variable_values=operation.wanted.variables,
                context_value=context,
                operation_name=operation.wanted.operation_name,
                allowed_operation_types=_ALLOWED[method],
            )
        except CannotGetOperationTypeError:
            message = "The document has no operation of that name, or several and none is named."
            raise NotExecuted(422, "OPERATION_RESOLUTION_FAILURE", message) from None
        except InvalidOperationTypeError:
            message = f"{method} can't execute this kind of operation."
            raise Refused(405, "METHOD_NOT_ALLOWED", message, {"Allow": "POST"}) from None

    def _executed(
        self, result: ExecutionResult | PreExecutionError, kind: str, *, lasts: bool
    ) -> Executed:
        executed = not isinstance(result, PreExecutionError)
        shown = (result.errors or [])[: self._schema.limits.max_errors]
        errors = [format_error(error, executed=executed) for error in shown]
        body: dict[str, Any] = {"errors": errors} if errors else {}
        # An error without a path came before any field was resolved: there is no data then, not
        # even null.
        refused = result.data is None and all("path" not in error for error in errors)
        if not refused:
            body["data"] = result.data
        record = current_record()
        if record.trace is not None:
            body["extensions"] = {"trace": record.trace.written(record.request_id)}
        record.ended(_outcome(body), errors[0]["extensions"]["code"] if errors else None)
        status, kind = status_of_result(self._edition, kind, errors, executed=not refused)
        return Executed(body, status, kind, lasts=lasts and not errors)


# What the schema doesn't have is the document's fault, by whatever method it comes.
_ALLOWED = {"GET": {OperationType.QUERY}, "POST": set(OperationType)}


def _outcome(body: Mapping[str, Any]) -> Outcome:
    errors, data = body.get("errors", ()), body.get("data")
    if any(error["extensions"]["code"] == "INTERNAL" for error in errors):
        return Outcome.FAULT
    if not errors:
        return Outcome.OK
    if "data" not in body:
        return Outcome.INVALID
    return Outcome.PARTIAL if data and any(data.values()) else Outcome.FAILED


async def together(work: Iterable[Awaitable[T]]) -> list[T]:
    """Do all of it at the same time; one alone takes no task of its own."""
    first, *others = work
    return await asyncio.gather(first, *others) if others else [await first]
