"""Programs: which there are, for how long, and what is in them."""

import gc
import re
import weakref
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest

from gateway.model import GatewayMode, ProviderCode
from gateway.schema import Context, Programs, create_schema
from gateway.schema.compiled import MAX_FIELDS
from gateway.schema.programs import MAX_VALUES
from gateway.schema.recent import MAX_CHARACTERS, MAX_KEPT
from tests.fakes import by_number, shippo, tracker
from tests.limits import WIDE

NUMBER = "9205590164917312751089"
QUERY = (
    'query($limit: Int) { shipment(ref: {carrier: "usps", trackingNumber: '
    f'"{NUMBER}"}}) {{ id events(limit: $limit) {{ id }} %s }} }}'
)


class Asking:
    """A schema, its programs, and one parcel to ask for."""

    def __init__(self) -> None:
        self.programs = Programs()
        # Programs have bounds of their own, below what an operator may allow.
        self.schema = create_schema(self.programs, WIDE)
        self.tracker = tracker(shippo({f"usps/{NUMBER}": by_number(NUMBER, "usps")}))

    async def __call__(self, query: str, **variables: object) -> Any:
        context = Context(self.tracker, self.tracker.lookups(), GatewayMode.SANDBOX, "0")
        result = await self.schema.execute(query, variables, context_value=context)
        assert not result.errors
        return result.data

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.programs.counts)


@pytest.fixture
def ask() -> Asking:
    """Something to ask."""
    return Asking()


async def test_one_program_does_for_every_operation_with_the_same_values(ask: Asking) -> None:
    for _ in range(3):
        await ask(QUERY % "", limit=1)
    assert ask.counts == {"compiled": 1, "run": 3}


async def test_other_values_take_another_program(ask: Asking) -> None:
    for limit in (1, 2, 1):
        await ask(QUERY % "", limit=limit)
    assert ask.counts == {"compiled": 2, "run": 3}


async def test_a_value_that_is_absent_is_not_the_same_as_null(ask: Asking) -> None:
    await ask(QUERY % "")
    await ask(QUERY % "", limit=None)
    assert ask.counts["compiled"] == 2


async def test_variables_of_root_fields_take_no_program_of_their_own(ask: Asking) -> None:
    query = "query($ref: ShipmentRef!) { shipment(ref: $ref) { id } }"
    for number in (NUMBER, "9400111202555842332106"):
        await ask(query, ref={"carrier": "usps", "trackingNumber": number})
    await ask(query, ref={"carrier": "USPS", "trackingNumber": NUMBER})
    assert ask.counts == {"compiled": 1, "run": 2}


async def test_only_so_many_programs_are_kept(ask: Asking) -> None:
    for number in range(MAX_KEPT + 5):
        await ask(QUERY % f"a{number}: id")
    assert ask.counts["compiled"] == MAX_KEPT + 5
    assert len(ask.programs) == MAX_KEPT


async def test_the_program_that_was_used_least_recently_goes_first(ask: Asking) -> None:
    await ask(QUERY % "first: id")
    for number in range(MAX_KEPT):
        await ask(QUERY % f"a{number}: id")
        await ask(QUERY % "first: id")
    assert ask.counts["compiled"] == MAX_KEPT + 1


async def test_long_values_are_left_to_the_executor_and_not_kept(ask: Asking) -> None:
    query = QUERY % "pages: eventsConnection(after: $after) @skip(if: true) { totalCount }"
    await ask(query.replace("(", "($after: String, ", 1), after="x" * MAX_VALUES)
    assert ask.counts == {"left": 1}
    assert len(ask.programs) == 0


async def test_programs_of_long_documents_are_fewer(ask: Asking) -> None:
    most = MAX_CHARACTERS // 100_000
    for number in range(most + 2):
        await ask((QUERY % f"a{number}: id").ljust(100_000 - number))
    assert len(ask.programs) == most


async def test_a_program_that_is_not_kept_is_gone_at_once(ask: Asking) -> None:
    await ask((QUERY % "").ljust(MAX_CHARACTERS - 200))
    (program,) = (weakref.ref(each) for each in ask.programs._programs if each)
    # What the executor left goes soon; what lives until then is hardly ever looked at again.
    gc.collect()
    assert program() is not None
    gc.disable()
    try:
        await ask((QUERY % "isPartial").ljust(300))
        assert program() is None
    finally:
        gc.enable()


async def test_a_selection_that_is_too_wide_is_left_and_counted(ask: Asking) -> None:
    query = QUERY % " ".join(f"a{number}: id" for number in range(MAX_FIELDS))
    data = await ask(query)
    assert len(data["shipment"]) == MAX_FIELDS + 2
    assert ask.counts == {"unsupported": 1, "left": 1}
    await ask(query)
    assert ask.counts == {"unsupported": 1, "left": 2}


async def test_introspection_is_left(ask: Asking) -> None:
    await ask("{ __schema { queryType { name } } }")
    assert "compiled" not in ask.counts


async def test_an_object_that_holds_something_odd_is_given_up(ask: Asking) -> None:
    odd: Any = {"messages": (1,)}
    ask.tracker = tracker(shippo({f"usps/{NUMBER}": by_number(NUMBER, "usps", **odd)}))
    data = await ask(QUERY % "messages")
    assert data["shipment"]["messages"] == ["1"]
    assert ask.counts == {"compiled": 1, "run": 1, "given up": 1}


async def test_no_text_of_a_caller_is_in_a_program(ask: Asking) -> None:
    query = (
        "query Evil($evil: Int = 66613, $evilOnly: [ProviderCode!] = [SHIPPO]) { "
        f'shipment(ref: {{carrier: "usps", trackingNumber: "{NUMBER}"}}) {{ '
        "evilId: id ...evil evil: events(limit: $evil) { evil: id } "
        "eventsConnection(first: 66613) { evilCount: totalCount } sources(only: $evilOnly) { "
        "evil: provider } } } fragment evil on Shipment { evilNumber: trackingNumber }"
    )
    data = await ask(query)
    assert data["shipment"]["evil"] == []
    assert data["shipment"]["sources"] == [{"evil": ProviderCode.SHIPPO.name}]
    words = {word for program in _programs(ask.programs) for word in _words(program)}
    ours = re.compile(r"None|\.0|[a-z_]+|[cfgoiv]\d*|g\d+_by|<\w+>")
    assert words
    assert [word for word in words if not ours.fullmatch(word) or "evil" in word] == []


def _programs(programs: Programs) -> Iterator[CodeType]:
    for program in programs._programs:
        assert isinstance(program, FunctionType)
        yield from _functions(program)


def _functions(function: FunctionType) -> Iterator[CodeType]:
    if function.__code__.co_filename == "<compiled selection>":
        yield function.__code__
    for cell in function.__closure__ or ():
        inner = cell.cell_contents
        for each in inner.values() if isinstance(inner, dict) else [inner]:
            if isinstance(each, FunctionType):
                yield from _functions(each)


def _words(code: CodeType) -> Iterator[str]:
    yield from (code.co_name, *code.co_names, *code.co_varnames, *code.co_freevars)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _words(constant)
        else:
            yield str(constant)
