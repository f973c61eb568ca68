"""Call the resolvers of one operation, and write what they return."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    GraphQLOutputType,
    GraphQLResolveInfo,
    Undefined,
    is_list_type,
    is_non_null_type,
)
from strawberry.types.field import StrawberryField

from gateway.schema.compiled import Program, items
from gateway.schema.context import Context
from gateway.schema.inputs import Source
from gateway.schema.programs import Programs
from gateway.tracker import Long


class Outcomes(dict[str, object]):
    """What resolvers came to, by their response keys: what they returned, or an error.

    As a middleware of the executor it gives them for the fields at the root, so that nothing is
    resolved again. Those that were `waited` for come last there, too, so errors keep their order.
    """

    waited: Collection[str] = ()

    def resolve(
        self,
        resolver: Callable[..., object],
        source: object,
        info: GraphQLResolveInfo[Any],
        **arguments: object,
    ) -> object:
        """Return what the resolver of a field came to; the executor raises what is an error."""
        if info.path.prev is not None:
            return resolver(source, info, **arguments)
        key = str(info.path.key)
        return _same(self[key]) if key in self.waited else self[key]


@dataclass(frozen=True, slots=True)
class Told:
    """What a resolver is told of its field, but for the context."""

    info: GraphQLResolveInfo[Any]
    field: StrawberryField

    def of(self, context: Context | None) -> strawberry.Info[Any, Any]:
        """Return it with the context of one operation."""
        return strawberry.Info(self.info._replace(context=context), self.field)


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: its response key, its resolver, and the function that writes what this returns.

    `sources` make the arguments, by their names in Python. Where the resolver wants to be `told` of
    the field, it is as `info`.
    """

    key: str
    resolver: Callable[..., Any]
    write: Program
    sources: Sequence[tuple[str, Source]] = ()
    told: Told | None = None
    is_async: bool = False
    is_compiled: bool = True

    def arguments(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Make the arguments of variables; raises where one of them is odd."""
        given = [(name, find(values)) for name, find in self.sources]
        return {name: value for name, value in given if value is not Undefined}

    def call(self, arguments: dict[str, Any], context: Context | None) -> Any:
        """Call the resolver; what it raises at once is returned."""
        if self.told is not None:
            arguments["info"] = self.told.of(context)
        try:
            return self.resolver(**arguments)
        except Exception as error:
            return error

    async def written(self, outcome: object) -> Any:
        """Write what its resolver came to; others get their turn while it is long."""
        if not isinstance(outcome, Long):
            return self.write(outcome)
        async with aclosing(outcome.parts()) as parts:
            return [entry async for part in parts for entry in self.write(part)]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one operation, ready to be made: its root fields and their arguments."""

    programs: Programs
    roots: Sequence[Root]
    arguments: Sequence[dict[str, Any]]

    async def make(self, context: Context | None) -> Outcomes:
        """Make them, all at the same time; never raises but for cancellation."""
        outcomes = Outcomes()
        for root, arguments in zip(self.roots, self.arguments, strict=True):
            outcomes[root.key] = root.call(arguments, context)
        outcomes.waited = [root.key for root in self.roots if root.is_async]
        work = [_settled(outcomes[key]) for key in outcomes.waited]
        done = [await work[0]] if len(work) == 1 else await asyncio.gather(*work)
        outcomes.update(zip(outcomes.waited, done, strict=True))
        return outcomes

    async def write(self, outcomes: Outcomes) -> dict[str, Any] | None:
        """Write what they came to; None where the executor has to do it."""
        programs = self.programs
        try:
            data = {root.key: await root.written(outcomes[root.key]) for root in self.roots}
        except Exception:
            # A resolver failed, or a program gives something up.
            programs.operations["executor"] += 1
            return None
        programs.operations["call"] += 1
        programs.counts["run"] += sum(
            root.is_compiled and bool(data[root.key]) for root in self.roots
        )
        return data


async def _same(outcome: object) -> object:
    return outcome


async def _settled(work: Any) -> object:
    try:
        return await work
    except Exception as error:
        return error


def writer(kind: GraphQLOutputType, program: Program) -> Program:
    """Return the function that writes values of a type, the objects in them by a program."""
    if is_non_null_type(kind):
        return _writer(kind.of_type, program)
    write = _writer(kind, program)
    return lambda value: None if value is None else write(value)


def _writer(kind: GraphQLOutputType, program: Program) -> Program:
    if not is_list_type(kind):
        return program
    write = writer(kind.of_type, program)
    return lambda values: [write(value) for value in items(values)]
