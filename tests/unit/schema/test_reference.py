"""The schema as a page for people."""

from gateway.schema.reference import schema_reference

SDL = '''
type Query {
  """
  Dogs | cats.

  All of them.
  """
  pets(
    """Which kind."""
    kind: Kind! = DOG
    names: [String!]
  ): [[Pet!]]!
  old: Int @deprecated(reason: "Use `pets`.")
}

"""It lives with people."""
interface Pet { kind: Kind }

type Dog implements Pet { kind: Kind, born(in: Filter): Day }

input Filter { "Years | months." unit: String = "years", inner: Filter }

enum Kind {
  "It barks."
  DOG
  CAT @deprecated
}

scalar Day @specifiedBy(url: "https://days.example/")

type Unreached { id: ID }
'''

PAGE = """\
## Query

| field | type | meaning |
| --- | --- | --- |
| `pets` | &#91;&#91;[Pet](#pet)!&#93;&#93;! | Dogs \\| cats. All of them.<br>\
`kind` ([Kind](#kind)! = `DOG`): Which kind.<br>`names` (`[String!]`) |
| `old` | `Int` | **Deprecated**: Use `pets`. |

## Objects and interfaces

### Pet

It lives with people.

Implemented by [Dog](#dog).

| field | type | meaning |
| --- | --- | --- |
| `kind` | [Kind](#kind) |  |

### Dog

Implements [Pet](#pet).

| field | type | meaning |
| --- | --- | --- |
| `kind` | [Kind](#kind) |  |
| `born` | [Day](#day) | `in` ([Filter](#filter)) |

## Inputs

### Filter

| field | type | meaning |
| --- | --- | --- |
| `unit` | `String` = `"years"` | Years \\| months. |
| `inner` | [Filter](#filter) |  |

## Enums

### Kind

| value | meaning |
| --- | --- |
| `DOG` | It barks. |
| `CAT` | **Deprecated**: No longer supported |

## Scalars

### Day

Specified by <https://days.example/>."""


def test_it_tells_all_that_the_schema_tells_in_the_order_of_reading() -> None:
    assert schema_reference(SDL) == PAGE
