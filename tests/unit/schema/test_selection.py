"""What a selection is about."""

from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse

from gateway.schema.selection import fields_in


def test_the_fields_of_a_fragment_are_given_once_however_often_it_is_spread() -> None:
    chain = " ".join(f"fragment F{n} on T {{ ...F{n + 1} ...F{n + 1} x{n} }}" for n in range(12))
    document = parse(f"{{ ...F0 ...F0 ... {{ ...F3 y }} }} {chain} fragment F12 on T {{ z }}")
    operation, *fragments = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    known = {
        each.name.value: each for each in fragments if isinstance(each, FragmentDefinitionNode)
    }
    given = [field.name.value for field in fields_in([operation.selection_set], known)]
    assert sorted(given) == sorted(["y", "z", *(f"x{n}" for n in range(12))])
