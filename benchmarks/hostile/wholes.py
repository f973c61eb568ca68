"""Whole documents: those that read the schema, and those of many operations."""

from graphql import get_introspection_query

from benchmarks.hostile.request import OK, REF, chain, document, nest, repeat

INTROSPECTION = [
    document("the schema, as clients ask for it", OK, get_introspection_query()),
    document(
        "types of types, 50 levels",
        "INTROSPECTION_TOO_DEEP",
        f"{{ __schema {{ types {nest(50, '{ ofType ', '{ name }')} }} }}",
    ),
    document(
        "fields of types of fields of types",
        "GRAPHQL_VALIDATION_FAILED",
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    ),
    document(
        "fields of types of fields",
        OK,
        "{ __schema { types { fields { type { fields { type { name } } } } } } }",
    ),
    document(
        "fields of types of fields, 20 times",
        "TOO_COSTLY",
        "{"
        + repeat(20, "a#: __schema { types { fields { type { fields { type { name } } } } } }")
        + "}",
    ),
    document(
        "30 types that a variable names",
        "TOO_COSTLY",
        "query ($t: String!) {"
        + repeat(30, "a#: __type(name: $t) { fields { type { fields { type { kind name } } } } }")
        + "}",
        t="Shipment",
    ),
    document(
        "the schema through fragments that double",
        "TOO_COSTLY",
        f"{{ __schema {{ types {{ ...F0 }} }} }} {chain(6, '__Type', '...NEXT ...NEXT')} "
        "fragment F6 on __Type { fields { args { name } } }",
    ),
]

OPERATIONS = [
    document("160 operations", "TOO_MANY_DEFINITIONS", repeat(160, "query Q# { x }")),
    document("300 operations", "TOO_MANY_TOKENS", repeat(300, "query Q# { x }")),
    document(
        "20 operations, and none is named",
        "OPERATION_RESOLUTION_FAILURE",
        repeat(20, "query Q# { __typename }"),
    ),
    document(
        "20 operations of one name", "OPERATION_RESOLUTION_FAILURE", "query Q { __typename } " * 20
    ),
    document(
        "10 operations that share 9 fragments",
        "OPERATION_RESOLUTION_FAILURE",
        repeat(10, f"query Q#($a: Int) {{ shipment{REF} {{ {repeat(9, '...F#')} }} }}")
        + repeat(9, "fragment F# on Shipment { events(limit: $a) { id } trackingNumber }"),
    ),
    document("no operation", "OPERATION_RESOLUTION_FAILURE", "fragment F on Query { __typename }"),
    document("a schema", "OPERATION_RESOLUTION_FAILURE", repeat(19, "type T# { x: Int }")),
    document("a subscription", "GRAPHQL_VALIDATION_FAILED", "subscription { x }"),
    document(
        "a mutation of 900 fields",
        "GRAPHQL_VALIDATION_FAILED",
        f"mutation {{ {repeat(900, 'x#')} }}",
    ),
    document(
        "240 variables", "TOO_MANY_VARIABLES", f"query ({repeat(240, '$v#: Int')}) {{ __typename }}"
    ),
    document(
        "100 variables that nobody uses",
        "GRAPHQL_VALIDATION_FAILED",
        f"query ({repeat(100, '$v#: Int')}) {{ __typename }}",
    ),
    document(
        "60 variables, and 9 fragments that use three of them",
        "GRAPHQL_VALIDATION_FAILED",
        f"query ({repeat(60, '$v#: Int')}) {{ shipment{REF} {{ {repeat(9, '...F#')} }} }} "
        + repeat(9, "fragment F# on Shipment { events(limit: $v#) { id } }"),
    ),
]

WHOLES = [*INTROSPECTION, *OPERATIONS]
