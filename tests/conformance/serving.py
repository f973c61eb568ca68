"""The command `gateway serve --sandbox`, as operators run it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import SERVE, address, running


@contextmanager
def gateway(folder: Path, **settings: str) -> Iterator[str]:
    """Run the command in a folder; yield the address of its endpoint."""
    with running(*SERVE, cwd=folder, **settings) as (_, banner):
        yield f"{address(banner)}/graphql"
