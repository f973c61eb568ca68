"""The command `gateway serve --sandbox`, as operators run it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-W", "error", "-m", "gateway", "serve", "--sandbox", "--port", "0")


@contextmanager
def gateway(folder: Path, **settings: str) -> Iterator[str]:
    """Run the command in a folder; yield the address of its endpoint."""
    inherited = {name: v for name, v in os.environ.items() if not name.startswith("GATEWAY_")}
    with subprocess.Popen(
        COMMAND,
        cwd=folder,
        env={**inherited, "PYTHONUNBUFFERED": "1", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            found = (re.search(r"http://\S+/graphql", line) for line in process.stdout)
            yield next(match[0] for match in found if match)
        finally:
            process.kill()
