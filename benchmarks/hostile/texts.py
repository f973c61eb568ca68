"""Values, and texts that are hardly a document, that are meant to keep the lexer busy."""

from benchmarks.hostile.request import OK, REF, Hostile, document, repeat


def _age(name: str, code: str, value: str) -> Hostile:
    return document(name, code, f"{{ shipment(ref: {{}}, maxAgeSeconds: {value}) {{ id }} }}")


def _number(name: str, code: str, value: str) -> Hostile:
    return document(name, code, f"{{ detectCarrier(trackingNumber: {value}) {{ confidence }} }}")


LITERALS = [
    _age("an integer of 14,000 digits", "GRAPHQL_PARSE_FAILED", "9" * 14_000),
    _age("an integer of 900 digits", "GRAPHQL_VALIDATION_FAILED", "9" * 900),
    _age("a number with 14,000 decimals", "GRAPHQL_PARSE_FAILED", "1." + "9" * 14_000),
    _age("an exponent of 900 digits", "GRAPHQL_VALIDATION_FAILED", "1e" + "9" * 900),
    _age("a number that is none", "GRAPHQL_PARSE_FAILED", "0" * 14_000),
    _number("a text of 14,000 letters", "INVALID_REFERENCE", f'"{"x" * 14_000}"'),
    _number("a text of 1,400 escapes", "INVALID_REFERENCE", '"' + r"\u{1F4E6}" * 1_400 + '"'),
    _number("half a surrogate", "GRAPHQL_PARSE_FAILED", '"' + r"\uD83D" * 1_000 + '"'),
    _number("a text that nobody closes", "GRAPHQL_PARSE_FAILED", '"' + "x" * 14_000),
    _number("a block text of 14,000 letters", "INVALID_REFERENCE", f'"""{"x" * 14_000}"""'),
    _number("a block text of 7,000 lines", "INVALID_REFERENCE", '"""' + "x\n" * 7_000 + '"""'),
    _number(
        "a block text of indents",
        "INVALID_REFERENCE",
        '"""' + (" " * 115 + "x\n") * 120 + '"""',
    ),
    _number(
        "a block text of 3,400 escaped quotes",
        "INVALID_REFERENCE",
        '"""' + '\\"""' * 3_400 + '"""',
    ),
    _number("a block text that nobody closes", "GRAPHQL_PARSE_FAILED", '"""' + "\n" * 14_000),
    document(
        "a list of 900 codes",
        OK,
        f"{{ shipment{REF} {{ sources(only: [{'SHIPPO ' * 900}]) {{ provider }} }} }}",
    ),
    document(
        "a list of 900 codes that don't exist",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment{REF} {{ sources(only: [{repeat(900, 'SHIPP#')}]) {{ provider }} }} }}",
    ),
    document(
        "an object of 300 members that almost exist",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment(ref: {{{repeat(300, 'trackingNumbe#: 1')}}}) {{ id }} }}",
    ),
    document(
        "300 references",
        "TOO_MANY_REFERENCES",
        f"{{ shipments(refs: [{'{} ' * 300}]) {{ index }} }}",
    ),
    document(
        "300 arguments",
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ shipment({repeat(300, 'a#: 1')}) {{ id }} }}",
    ),
    document("a name of 14,000 letters", "GRAPHQL_VALIDATION_FAILED", f"{{ {'x' * 14_000} }}"),
]

TEXT = [
    document("7,000 comments", "TOO_MANY_TOKENS", "#\n" * 7_000 + "{ __typename }"),
    document("a comment of 14,000 letters", OK, "{ __typename } #" + "x" * 14_000),
    document("15,000 commas", "DOCUMENT_TOO_LONG", "," * 15_000 + "{ __typename }"),
    document("14,000 commas", OK, "," * 14_000 + "{ __typename }"),
    document("14,000 lines", OK, "\r" * 14_000 + "{ __typename }"),
    document("14,000 byte order marks", OK, "\ufeff" * 14_000 + "{ __typename }"),
    document("14,000 blanks of another script", "GRAPHQL_PARSE_FAILED", "\u2003" * 14_000),
    document("14,000 emoji", "GRAPHQL_PARSE_FAILED", "{ " + "\U0001f4e6" * 14_000),
    document("text that turns around", "GRAPHQL_PARSE_FAILED", "{ \u202e\u2066x\u2069 }" * 1_000),
    document("combining marks", "GRAPHQL_PARSE_FAILED", "{ e" + "\u0301" * 14_000 + " }"),
    document("zero bytes", "GRAPHQL_PARSE_FAILED", "{ \x00" * 3_000),
    document("240 KB of blanks", "DOCUMENT_TOO_LONG", " " * 240_000 + "{ __typename }"),
    document("14,000 dots", "GRAPHQL_PARSE_FAILED", "{ " + "." * 14_000),
    document("punctuation", "GRAPHQL_PARSE_FAILED", "!$&()...:=@[]{|}" * 800),
]

TEXTS = [*LITERALS, *TEXT]
