"""Each limit lets as much as its default pass, refuses one more by its own code, and can be set."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query

from gateway.errors import LimitExceeded
from gateway.schema import create_schema, format_error
from gateway.schema.bounded import MAX_NESTING
from gateway.schema.documents import Document, Documents
from gateway.schema.limits import SETTINGS
from gateway.settings import Settings

DEFAULTS = Settings.model_construct()
SCHEMA = create_schema()
REFS = "query ($refs: [ShipmentRef!]!) { shipments(refs: $refs) { index } }"


def _read(text: str, limits: Settings = DEFAULTS) -> Document:
    return Documents(SCHEMA._schema, limits).read(text)


def _codes(text: str, limits: Settings = DEFAULTS) -> list[str]:
    errors = _read(text, limits).errors
    return [format_error(error, executed=False)["extensions"]["code"] for error in errors]


def _names(count: int) -> str:
    return " ".join(f"n{number}" for number in range(count))


def _tokens(count: int) -> str:
    return f"{{ {_names(count - 2)} }}"


def _nested(levels: int) -> str:
    return "{ x " * levels + "}" * levels


def _nested_in_the_schema(levels: int) -> str:
    return "{ __schema " + "{ x " * (levels - 1) + "}" * levels


def _fields(count: int) -> str:
    parts, rest = divmod(count, 101)
    uses = " ".join(f"a{number}: x {{ ...F }}" for number in range(parts))
    return f"{{ {uses} {_names(rest)} }} fragment F on T {{ {_names(100)} }}"


WRITTEN: dict[str, Callable[[int], str]] = {
    "DOCUMENT_TOO_LONG": lambda count: "{ __typename }".ljust(count),
    "TOO_MANY_TOKENS": _tokens,
    "TOO_MANY_DEFINITIONS": lambda count: "".join(
        f"fragment F{number} on T {{ x }}" for number in range(count)
    ),
    "TOO_MANY_VARIABLES": lambda count: (
        f"query ({' '.join(f'$v{number}: Int' for number in range(count))}) {{ x }}"
    ),
    "TOO_MANY_ALIASES": lambda count: "{" + "".join(f" a{n}: x" for n in range(count)) + "}",
    "TOO_MANY_DIRECTIVES": lambda count: "{ x " + "@d" * count + "}",
    "TOO_MANY_REPETITIONS": lambda count: "{" + " x" * count + "}",
    "TOO_DEEP": _nested,
    "INTROSPECTION_TOO_DEEP": _nested_in_the_schema,
    "TOO_MANY_FIELDS": _fields,
}
"""Documents that have just so many of what a limit is about."""


def _setting(code: str) -> str:
    return next(name for condition, name in SETTINGS.items() if condition.code == code)


def _most(code: str) -> int:
    most: int = getattr(DEFAULTS, _setting(code))
    return most


def test_the_defaults_are_those_that_are_promised() -> None:
    assert {condition.code: getattr(DEFAULTS, name) for condition, name in SETTINGS.items()} == {
        "DOCUMENT_TOO_LONG": 15_000,
        "TOO_MANY_TOKENS": 1_000,
        "TOO_MANY_DEFINITIONS": 20,
        "TOO_MANY_VARIABLES": 100,
        "TOO_MANY_ALIASES": 30,
        "TOO_MANY_DIRECTIVES": 20,
        "TOO_MANY_REPETITIONS": 3,
        "TOO_DEEP": 10,
        "INTROSPECTION_TOO_DEEP": 15,
        "TOO_MANY_FIELDS": 1_500,
        "TOO_MANY_REFERENCES": 100,
        "VARIABLES_TOO_LONG": 1_000,
        "TOO_COSTLY": 100_000,
    }
    assert (DEFAULTS.max_body_bytes, DEFAULTS.max_json_depth, DEFAULTS.max_errors) == (
        256 * 1024,
        32,
        5,
    )


@pytest.mark.parametrize("code", WRITTEN)
def test_what_is_allowed_passes_and_one_more_does_not(code: str) -> None:
    most = _most(code)
    assert code not in _codes(WRITTEN[code](most))
    (error,) = _read(WRITTEN[code](most + 1)).errors
    shown = format_error(error, executed=False)["extensions"]
    assert (shown["code"], shown["limit"], shown["retryable"]) == (code, most, False)


@pytest.mark.parametrize("code", WRITTEN)
def test_a_limit_is_what_its_setting_says(code: str) -> None:
    less = max(_most(code) // 2, 1)
    limits = DEFAULTS.model_copy(update={_setting(code): less})
    assert code not in _codes(WRITTEN[code](less), limits)
    assert code in _codes(WRITTEN[code](less + 1), limits)


def test_an_error_tells_what_was_found() -> None:
    (error,) = _read("{" + " x" * 7 + "}").errors
    shown = format_error(error, executed=False)
    assert shown["extensions"]["found"] == 7
    assert (
        shown["message"]
        == "The document has the same field or fragment more than 3 times in one place."
    )


def test_every_limit_that_is_exceeded_is_named() -> None:
    aliases = " ".join(f"a{number}: x @d" for number in range(31))
    assert _codes(f"{{ {aliases} }}") == ["TOO_MANY_DIRECTIVES"]
    limits = DEFAULTS.model_copy(update={"max_directives": 100, "max_definitions": 1})
    two = f"{{ {aliases} }} fragment F on T {{ x }}"
    assert _codes(two, limits) == ["TOO_MANY_DEFINITIONS", "TOO_MANY_ALIASES"]


def test_nothing_is_validated_that_is_too_large() -> None:
    assert _codes("{" + " nothing" * 4 + "}") == ["TOO_MANY_REPETITIONS"]
    assert _codes("{" + " nothing" * 3 + "}") == ["GRAPHQL_VALIDATION_FAILED"] * 3


def test_no_more_mistakes_are_looked_for_than_are_told() -> None:
    assert len(_read(f"{{ {_names(500)} }}").errors) == DEFAULTS.max_errors + 1


@pytest.mark.parametrize(
    ("before", "bracket"), [("", "{ x "), ("", "{ ... "), ("{ x(y: ", "["), ("{ x(y: ", "{ z: ")]
)
def test_brackets_nest_no_deeper_than_can_be_parsed(before: str, bracket: str) -> None:
    most = MAX_NESTING - sum(before.count(each) for each in "{(")
    assert _codes(before + bracket * most) == ["GRAPHQL_PARSE_FAILED"]
    assert _codes(before + bracket * (most + 1)) == ["TOO_DEEP"]


@pytest.mark.parametrize(
    "value", ["[" * 60 + "]" * 60, "{a: " * 60 + "1" + "}" * 60], ids=["lists", "objects"]
)
def test_the_deepest_values_can_be_parsed(value: str) -> None:
    assert _codes(f"{{ x(y: {value}) }}") == ["GRAPHQL_VALIDATION_FAILED"]


def test_closed_brackets_are_no_nesting() -> None:
    assert "TOO_DEEP" not in _codes("{" + " x {}" * 3 + " y(z: [[] [] []])" * 60 + "}")


def test_comments_are_tokens() -> None:
    assert _codes("{ __typename }" + "\n#" * 997) == []
    assert _codes("{ __typename }" + "\n#" * 998) == ["TOO_MANY_TOKENS"]


@pytest.mark.parametrize("doublings", [1, 10, 18])
def test_exponential_fragments_are_seen_for_what_they_are(doublings: int) -> None:
    fragments = [
        f"fragment F{n} on Shipment {{ ...F{n + 1} ...F{n + 1} }}" for n in range(doublings)
    ]
    last = f"fragment F{doublings} on Shipment {{ id }}"
    text = f'{{ shipment(ref: {{labelId: "se-1"}}) {{ ...F0 }} }} {" ".join(fragments)} {last}'
    document = _read(text)
    if doublings == 1:
        assert document.errors == ()
    else:
        assert _codes(text) == ([] if 2**doublings < 1_500 else ["TOO_MANY_FIELDS"])
    if doublings == 18:
        condition = document.errors[0].original_error
        assert isinstance(condition, LimitExceeded)
        assert condition.found == 1 + 2**18


@pytest.mark.parametrize(
    "text",
    [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F gateway { version } }",
        "{ gateway { ...F } } fragment F on GatewayInfo { version ...F ...F }",
    ],
)
def test_circles_are_left_to_validation(text: str) -> None:
    assert set(_codes(text)) == {"GRAPHQL_VALIDATION_FAILED"}


def test_a_fragment_that_nobody_wrote_is_left_to_validation() -> None:
    assert _codes("{ ...F gateway { ...G } }") == ["GRAPHQL_VALIDATION_FAILED"] * 2


def test_fragments_add_to_the_depth() -> None:
    text = f"{{ a {{ ...F }} }} fragment F on T {_nested(9)}"
    assert "TOO_DEEP" not in _codes(text)
    assert "TOO_DEEP" in _codes(text.replace("a {", "a { b {").replace("} } frag", "} } } frag"))


def test_the_introspection_of_every_client_passes() -> None:
    everything: Any = {"specified_by_url": True, "directive_is_repeatable": True}
    text = get_introspection_query(
        schema_description=True, input_value_deprecation=True, **everything
    )
    assert _codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "{ x { y } x { y } x { y y } }",
        "{ x { y } ... { x { y y } } x { y } }",
        "{ ...F ...F ...F ...F } fragment F on T { x }",
        "{ ... on T { x x } ... on T { x x } }",
    ],
)
def test_repetitions_are_found_wherever_they_meet(text: str) -> None:
    assert _codes(text) == ["TOO_MANY_REPETITIONS"]


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A ...B ...C ...D } "
        + "".join(f"fragment {name} on Query {{ __typename }}" for name in "ABCD"),
        "{ providers { "
        + " ".join(f"... on {name} {{ __typename }}" for name in ("A", "B", "C", "D"))
        + " } }",
    ],
    ids=["fragments of their own", "types of their own"],
)
def test_what_clients_add_to_every_fragment_is_no_repetition(text: str) -> None:
    assert "TOO_MANY_REPETITIONS" not in _codes(text)


def test_a_document_that_is_known_is_not_looked_at_again() -> None:
    documents = Documents(SCHEMA._schema, DEFAULTS)
    assert documents.read(REFS) is documents.read(REFS)
    too_many = WRITTEN["TOO_MANY_ALIASES"](31)
    assert documents.read(too_many) is documents.read(too_many)


def test_what_is_too_long_is_not_even_kept() -> None:
    documents = Documents(SCHEMA._schema, DEFAULTS)
    text = WRITTEN["DOCUMENT_TOO_LONG"](15_001)
    assert documents.read(text) is not documents.read(text)
