"""Selections that are meant to keep the validator or the executor busy."""

from benchmarks.hostile.request import MANY, OK, REF, chain, document, nest, repeat

HUNDRED = [{"labelId": f"se-{number}"} for number in range(100)]
EVENT = """fragment E on TrackingEvent {
  id occurredAt occurredAtLocal timeConfidence description providers
  status { code title stage isTerminal description }
  location {
    city region regionCode postalCode countryCode countryName formatted coordinates { latitude }
  }
  reports {
    provider occurredAt occurredAtLocal description timeConfidence
    status { code title } location { city region }
  }
}"""


def _thrice(*fields: str) -> str:
    """Return each field three times, and within each of them the next one three times."""
    first, *rest = fields
    inner = f"{{ {_thrice(*rest)} }}" if rest else "{ city }"
    return f"{first} {inner} " * 3


ALIASES = [
    document("31 aliases", "TOO_MANY_ALIASES", f"{{ {repeat(31, 'a#: __typename')} }}"),
    document("320 aliases", "TOO_MANY_ALIASES", f"{{ {repeat(320, 'a#: x')} }}"),
    document("1,400 aliases", "TOO_MANY_TOKENS", f"{{ {repeat(1_400, 'a#: x')} }}"),
    document("5,000 aliases", "DOCUMENT_TOO_LONG", f"{{ {repeat(5_000, 'a#: __typename')} }}"),
    document(
        "30 aliases of all carriers",
        OK,
        f"{{ {repeat(30, 'a#: carriers { code name website providerCodes { code evidence } }')} }}",
    ),
    document(
        "30 aliases of all status codes",
        OK,
        f"{{ {repeat(30, 'a#: providers { statusMappings { providerCode code } }')} }}",
    ),
    document(
        "30 aliases of 100 references each",
        "TOO_MANY_REFERENCES",
        f"{MANY} {{ {repeat(30, 'a#: shipments(refs: $refs) { index }')} }}",
        refs=HUNDRED,
    ),
    document(
        "30 aliases of the history of 100 references",
        "TOO_COSTLY",
        f"{MANY} {{ shipments(refs: $refs) {{ shipment {{ {repeat(30, 'a#: events { ...E }')} }} }}"
        f" }} {EVENT}",
        refs=HUNDRED,
    ),
]

FRAGMENTS = [
    document(
        "18 fragments that double",
        "TOO_MANY_FIELDS",
        f"{{ shipment{REF} {{ ...F0 }} }} {chain(18, 'Shipment', '...NEXT ...NEXT')} "
        "fragment F18 on Shipment { id }",
    ),
    document(
        "9 fragments that double, one level down each",
        "TOO_DEEP",
        f"{{ ...F0 }} {chain(11, 'T', 'x { ...NEXT } y { ...NEXT }')} fragment F11 on T {{ x }}",
    ),
    document(
        "18 fragments that double and have no field",
        OK,
        f"{{ ...F0 }} {chain(18, 'Query', '...NEXT ...NEXT')} fragment F18 on Query {{ }}",
    ),
    *(
        document(
            f"18 fragments on {on} that triple and have no field",
            OK,
            f"{{ {top} }} {chain(18, on, '...NEXT ...NEXT ...NEXT')} fragment F18 on {on} {{ }}",
        )
        for on, top in (
            ("Query", "...F0"),
            ("Shipment", f"shipment{REF} {{ ...F0 }}"),
            ("ShipmentLookup", 'shipments(refs: {labelId: "se-1"}) { ...F0 }'),
        )
    ),
    document(
        "a fragment of itself",
        "GRAPHQL_VALIDATION_FAILED",
        "{ ...F } fragment F on Query { gateway { version } ...F }",
    ),
    document(
        "19 fragments in a circle",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ ...F0 }} {chain(18, 'Query', '...NEXT')} fragment F18 on Query {{ ...F0 }}",
    ),
    document(
        "19 fragments, each of all others",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ ...F0 }} {chain(19, 'Query', repeat(19, '...F#'))}",
    ),
    document(
        "150 fragments", "TOO_MANY_TOKENS", f"{{ x }} {repeat(150, 'fragment F# on T { x }')}"
    ),
    document(
        "140 fragments", "TOO_MANY_DEFINITIONS", f"{{ x }} {repeat(140, 'fragment F# on T { x }')}"
    ),
    document(
        "19 fragments that nobody spreads",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ __typename }} {repeat(19, 'fragment F# on Query { __typename }')}",
    ),
    document(
        "19 fragments of one name",
        "GRAPHQL_VALIDATION_FAILED",
        "{ ...F } " + "fragment F on Query { __typename } " * 19,
    ),
    document(
        "one fragment 400 times",
        "TOO_MANY_REPETITIONS",
        f"{{ {'...F ' * 400} }} fragment F on Query {{ __typename }}",
    ),
    document(
        "100 fields under each of 15 aliases",
        "TOO_MANY_FIELDS",
        f"{{ {repeat(15, 'a#: gateway { ...F }')} }} "
        f"fragment F on GatewayInfo {{ {repeat(100, 'n#')} }}",
    ),
    document("300 inline fragments within each other", "TOO_DEEP", nest(300, "{ ... ", "{ x }")),
    document("60 inline fragments within each other", OK, nest(60, "{ ... ", "{ __typename }")),
    document(
        "150 inline fragments of one field",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment{REF} {{ {repeat(150, '... on T# { id }')} }} }}",
    ),
    document(
        "75 inline fragments of one selection",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment{REF} {{ {repeat(75, '... on T# { events { location { city } } }')} }} }}",
    ),
    document(
        "19 fragments that have the same fields three times",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment{REF} {{ {repeat(19, '...F#')} }} }} "
        + repeat(19, f"fragment F# on Shipment {{ {'id trackingNumber isPartial ' * 3} }}"),
    ),
    document(
        "19 fragments of selections that merge",
        OK,
        f"{{ shipment{REF} {{ {repeat(19, '...F#')} }} }} "
        + repeat(
            19,
            "fragment F# on Shipment { events { id location { city region } status { code } } "
            "sources { tracking { events { location { city } } } } }",
        ),
    ),
    document(
        "19 fragments that can't merge",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment{REF} {{ {repeat(19, '...F#')} }} }} "
        + repeat(19, "fragment F# on Shipment { events(limit: #) { id } latestEvent { id } }"),
    ),
]

DUPLICATES = [
    document("5,000 times one field", "DOCUMENT_TOO_LONG", f"{{ {'__typename ' * 5_000} }}"),
    document("990 times one field", "TOO_MANY_REPETITIONS", f"{{ {'__typename ' * 990} }}"),
    document(
        "110 times one selection",
        "TOO_MANY_REPETITIONS",
        f"{{ {'carriers { code name } ' * 110} }}",
    ),
    document(
        "three times each, on four levels",
        "TOO_MANY_REPETITIONS",
        f"{{ shipment{REF} {{ {_thrice('sources', 'tracking', 'events', 'location')} }} }}",
    ),
    document(
        "fields of one name with other arguments",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment{REF} {{ {repeat(3, 'events(limit: #) { id }')} }} }}",
    ),
    document(
        "one name for different fields",
        "GRAPHQL_VALIDATION_FAILED",
        "{"
        + repeat(5, "a#: carriers { x: code x: name providerCodes { y: code y: provider } }")
        + "}",
    ),
    document(
        "900 fields that don't exist", "GRAPHQL_VALIDATION_FAILED", f"{{ {repeat(900, 'n#')} }}"
    ),
    document(
        "600 fields that almost exist",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment{REF} {{ {repeat(600, 'trackingNumbe#')} }} }}",
    ),
    document("240 empty selections", "GRAPHQL_VALIDATION_FAILED", f"{{ {repeat(240, 'n# { }')} }}"),
]

DIRECTIVES = [
    document("400 directives of one field", "TOO_MANY_DIRECTIVES", f"{{ x {'@skip ' * 400} }}"),
    document(
        "300 directives that don't exist", "TOO_MANY_DIRECTIVES", f"{{ x {repeat(300, '@d#')} }}"
    ),
    document(
        "20 directives that don't exist",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ __typename {repeat(20, '@d#(a: #)')} }}",
    ),
    document(
        "20 times the same directive",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ __typename {'@skip(if: false) ' * 20} }}",
    ),
    document(
        "deferred and streamed",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ {repeat(10, '... @defer { a#: carriers @stream(initialCount: #) { code } }')} }}",
    ),
    document(
        "a directive with a list of 900",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ x @d(a: [{'1 ' * 900}]) }}",
    ),
]

DEPTH = [
    document("330 levels", "TOO_DEEP", nest(330, "{ x ")),
    document("3,700 levels that nobody closes", "TOO_DEEP", "{ x " * 3_700),
    document("50,000 levels that nobody closes", "DOCUMENT_TOO_LONG", "{ x " * 50_000),
    document("14,000 opening brackets", "TOO_DEEP", "{x(y:" + "[" * 14_000),
    document("14,000 closing brackets", "GRAPHQL_PARSE_FAILED", "}" * 14_000),
    document("11 levels", "TOO_DEEP", nest(11, "{ x ")),
    document(
        "11 levels through fragments",
        "TOO_DEEP",
        f"{{ ...F0 }} {chain(11, 'T', 'x { ...NEXT }')}",
    ),
    document("a list of 400 levels", "TOO_DEEP", f"{{ x(y: {nest(400, '[', '1', ']')}) }}"),
    document("an object of 200 levels", "TOO_DEEP", f"{{ x(y: {nest(200, '{z: ', '1')}) }}"),
    document(
        "a type of 400 lists", "TOO_DEEP", f"query ($v: {nest(400, '[', 'Int', ']')}) {{ x }}"
    ),
]

SELECTIONS = [*ALIASES, *FRAGMENTS, *DUPLICATES, *DIRECTIVES, *DEPTH]
