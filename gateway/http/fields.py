"""Read header fields as ASGI has them: they are few, and Starlette's `Headers` take longer."""

from starlette.types import Scope


def field(scope: Scope, name: bytes) -> str | None:
    """Return the first field of that name, which is in lower case; None where there is none."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None


def joined(scope: Scope, name: bytes) -> bytes:
    """Return a field that holds a list, of however many lines it is; empty where there is none."""
    return b", ".join([value for key, value in scope["headers"] if key == name])
