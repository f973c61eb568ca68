"""The schema as a page for people: every type, field, argument and value, in Markdown.

All is taken from the SDL, so the page says what clients are told. Types come in the order in which
a reader meets them on the way from `Query`.
"""

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
    print_ast,
)

Composite = GraphQLObjectType | GraphQLInterfaceType
Member = GraphQLField | GraphQLInputField | GraphQLEnumValue | GraphQLArgument

SECTIONS: Mapping[str, tuple[type[GraphQLNamedType], ...]] = {
    "Objects and interfaces": (GraphQLObjectType, GraphQLInterfaceType),
    "Inputs": (GraphQLInputObjectType,),
    "Enums": (GraphQLEnumType,),
    "Scalars": (GraphQLScalarType,),
}


def schema_reference(sdl: str) -> str:
    """Return the schema of this SDL in Markdown.

    It is a section of level 2 for the query root, and one for each kind of types, in which each
    type has a section of level 3. An enum's values and a type's fields are in the SDL's order.
    """
    return "\n".join(_lines(build_schema(sdl))).rstrip()


def _lines(schema: GraphQLSchema) -> Iterator[str]:
    root, *rest = _reached(schema)
    yield from (f"## {root.name}", "", *_body(schema, root))
    for title, kinds in SECTIONS.items():
        yield from (f"## {title}", "")
        for one in rest:
            if isinstance(one, kinds):
                yield from (f"### {one.name}", "", *_paragraph(one.description))
                yield from _body(schema, one)


def _reached(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    """Return the types that the schema defines in the order in which they lead to each other."""
    found = [schema.type_map["Query"]]
    for kind in found:
        for other in _named_by(schema, kind):
            if other not in found and not is_specified_scalar_type(other):
                found.append(other)
    return found


def _named_by(schema: GraphQLSchema, kind: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    if isinstance(kind, Composite):
        for field in kind.fields.values():
            yield get_named_type(field.type)
            yield from (get_named_type(argument.type) for argument in field.args.values())
        yield from kind.interfaces
    if isinstance(kind, GraphQLInterfaceType):
        yield from schema.get_possible_types(kind)
    if isinstance(kind, GraphQLInputObjectType):
        yield from (get_named_type(field.type) for field in kind.fields.values())


def _body(schema: GraphQLSchema, kind: GraphQLNamedType) -> Iterator[str]:
    """Return what a type consists of."""
    if isinstance(kind, GraphQLObjectType) and kind.interfaces:
        yield from _paragraph(f"Implements {_links(kind.interfaces)}.")
    if isinstance(kind, GraphQLInterfaceType):
        yield from _paragraph(f"Implemented by {_links(schema.get_possible_types(kind))}.")
    if isinstance(kind, Composite | GraphQLInputObjectType):
        yield from ("| field | type | meaning |", "| --- | --- | --- |", *_fields(kind.fields), "")
    elif isinstance(kind, GraphQLEnumType):
        yield from ("| value | meaning |", "| --- | --- |")
        yield from (f"| `{name}` | {_meaning(value)} |" for name, value in kind.values.items())
        yield ""
    elif isinstance(kind, GraphQLScalarType) and kind.specified_by_url:
        yield from _paragraph(f"Specified by <{kind.specified_by_url}>.")


def _fields(fields: Mapping[str, GraphQLField | GraphQLInputField]) -> Iterator[str]:
    for name, field in fields.items():
        meaning = [_meaning(field)]
        if isinstance(field, GraphQLField):
            meaning += (
                f"`{own}` ({_takes(argument)}): {_meaning(argument)}".removesuffix(": ")
                for own, argument in field.args.items()
            )
            of = _type(field.type)
        else:
            of = _takes(field)
        yield f"| `{name}` | {of} | {'<br>'.join(filter(None, meaning))} |"


def _takes(member: GraphQLArgument | GraphQLInputField) -> str:
    """Return what may be given for it, and what stands for it when nothing is given."""
    default = member.ast_node.default_value if member.ast_node else None
    return f"{_type(member.type)} = `{print_ast(default)}`" if default else _type(member.type)


def _type(kind: GraphQLType) -> str:
    """Return the type as GraphQL writes it, with a link to what it is made of."""
    named = get_named_type(kind)
    if is_specified_scalar_type(named):
        return f"`{kind}`"
    before, after = str(kind).split(named.name)
    return f"{before.replace('[', '&#91;')}{_links([named])}{after.replace(']', '&#93;')}"


def _links(kinds: Iterable[GraphQLNamedType]) -> str:
    return ", ".join(f"[{kind.name}](#{kind.name.lower()})" for kind in kinds)


def _paragraph(text: str | None) -> Iterator[str]:
    if text:
        yield from (text.strip(), "")


def _meaning(member: Member) -> str:
    """Return what a member is for, as one line of a table's cell."""
    text = member.description or ""
    if member.deprecation_reason:
        text += f" **Deprecated**: {member.deprecation_reason}"
    return " ".join(text.split()).replace("|", "\\|")
