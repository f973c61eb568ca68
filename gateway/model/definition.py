"""Define GraphQL types as frozen dataclasses: the model is the schema.

Strawberry builds plain dataclasses; the values of this gateway are shared between requests and kept
in caches, so they must not change. `output` and `interface` do what `strawberry.type` and
`strawberry.interface` do and then freeze.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

import strawberry

T = TypeVar("T")


def about(text: str) -> Any:
    """Give a field its description, inside `Annotated`.

    The description belongs into `Annotated`; given as the field's default it is lost once the class
    is frozen.
    """
    return strawberry.field(description=text)


def argument(text: str) -> Any:
    """Give an argument of a resolver its description, inside `Annotated`."""
    return strawberry.argument(description=text)


def _freeze(cls: type[T], define: Callable[[type[T]], type[T]]) -> type[T]:
    # dataclasses refuse to derive a frozen class from an unfrozen one and the other way round;
    # Strawberry makes an unfrozen class first. So the bases count as unfrozen while Strawberry
    # works, and as frozen again afterwards.
    bases: list[Any] = [base for base in cls.__mro__[1:] if "__dataclass_params__" in vars(base)]
    for base in bases:
        base.__dataclass_params__.frozen = False
    defined: Any = define(cls)
    for base in bases:
        base.__dataclass_params__.frozen = True
    del defined.__init__  # dataclass() keeps a constructor that it finds; the frozen one is needed
    frozen: type[T] = dataclass(frozen=True, kw_only=True)(defined)
    return frozen


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(strawberry.field,)
)
def output(description: str, *, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Define a frozen GraphQL object type. Every field is keyword-only."""
    return lambda cls: _freeze(cls, strawberry.type(description=description, name=name))


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(strawberry.field,)
)
def interface(description: str) -> Callable[[type[T]], type[T]]:
    """Define a frozen GraphQL interface.

    A type that implements it declares each inherited field again, with the description that is
    right for it: an inherited description does not survive the freezing.
    """
    return lambda cls: _freeze(cls, strawberry.interface(description=description))
