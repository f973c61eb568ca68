"""The schema is complete, described, and the one in the file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
    validate_schema,
)

from gateway.model import ProviderCode
from gateway.schema import create_schema
from tests import needs

ROOT_FIELDS = {
    "shipment": "Shipment",
    "shipments": "[ShipmentLookup!]",
    "node": "Node",
    "nodes": "[Node]!",
    "providers": "[Provider!]!",
    "carriers": "[Carrier!]!",
    "detectCarrier": "[CarrierCandidate!]!",
    "gateway": "GatewayInfo!",
}


@pytest.fixture(scope="module")
def sdl() -> str:
    """The schema as the code says it."""
    return create_schema().as_str() + "\n"


@pytest.fixture(scope="module")
def schema(sdl: str) -> GraphQLSchema:
    """The same, as a client reads it."""
    return build_schema(sdl)


def test_the_file_is_what_the_code_says(sdl: str, project_dir: Path) -> None:
    written = (project_dir / "schema.graphql").read_text(encoding="utf-8")
    assert written == sdl, "run `gateway schema`"


def test_the_schema_is_valid_for_others(schema: GraphQLSchema) -> None:
    assert validate_schema(schema) == []


def test_every_root_field_is_there(schema: GraphQLSchema) -> None:
    assert schema.query_type is not None
    fields = {name: str(field.type) for name, field in schema.query_type.fields.items()}
    assert fields == ROOT_FIELDS
    assert (schema.mutation_type, schema.subscription_type) == (None, None)


def _described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, each in schema.type_map.items():
        if is_introspection_type(each) or is_specified_scalar_type(each):
            continue
        yield name, each.description
        if isinstance(each, GraphQLEnumType):
            yield from ((f"{name}.{v}", value.description) for v, value in each.values.items())
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in each.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument, input_ in getattr(field, "args", {}).items():
                    yield f"{name}.{field_name}({argument})", input_.description


def test_everything_is_described(schema: GraphQLSchema) -> None:
    described = dict(_described(schema))
    assert [name for name, description in described.items() if not description] == []
    assert len(described) > 300


def test_descriptions_are_sentences(schema: GraphQLSchema) -> None:
    odd = [
        name
        for name, description in _described(schema)
        if description and not description.rstrip().endswith((".", "`", "!", "?", ")", ":"))
    ]
    assert odd == []


def test_nothing_of_the_design_is_missing(schema: GraphQLSchema) -> None:
    design = needs.reference_dir().parent / "design" / "schema.graphql"
    if not design.is_file():
        pytest.skip("no design beside the references")
    wanted = dict(_described(build_schema(design.read_text(encoding="utf-8"))))
    missing = wanted.keys() - dict(_described(schema)).keys()
    # Following shipments is for later.
    assert {name for name in missing if not name.startswith("Subscription")} == set()


def test_every_provider_has_its_own_view_and_its_own_event(schema: GraphQLSchema) -> None:
    for interface in ("ProviderTracking", "ProviderEvent"):
        abstract = schema.type_map[interface]
        assert isinstance(abstract, GraphQLInterfaceType)
        kinds = {each.name for each in schema.get_possible_types(abstract)}
        suffix = interface.removeprefix("Provider")
        assert kinds == {f"ShipStation{suffix}", f"Shippo{suffix}"}
        assert len(kinds) == len(ProviderCode)


def test_inputs_have_no_defaults_that_are_null(sdl: str) -> None:
    assert "= null" not in sdl
