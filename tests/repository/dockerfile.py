"""A reader of Dockerfiles that knows as much of the format as ours uses."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Stage:
    """What one `FROM` begins: its base image and its instructions, in their order."""

    image: str
    name: str | None
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, keyword: str) -> list[str]:
        """Return the arguments of every instruction of this kind."""
        return [rest for word, rest in self.instructions if word == keyword]

    def command(self) -> list[str]:
        """Return what a container starts, without further arguments of its own."""
        (entrypoint,), (arguments,) = self.all("ENTRYPOINT"), self.all("CMD")
        return [*json.loads(entrypoint), *json.loads(arguments)]

    def health_check(self) -> list[str]:
        """Return the command that tells whether a container is well."""
        (check,) = self.all("HEALTHCHECK")
        command: list[str] = json.loads(check.split(" CMD ", 1)[1])
        return command


def read(path: Path) -> list[Stage]:
    """Read the stages of a Dockerfile, in their order."""
    stages: list[Stage] = []
    for keyword, rest in _instructions(path.read_text()):
        if keyword == "FROM":
            image, _, name = rest.partition(" AS ")
            stages.append(Stage(image, name or None))
        else:
            stages[-1].instructions.append((keyword, rest))
    return stages


def _instructions(text: str) -> Iterable[tuple[str, str]]:
    without_comments = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    for line in re.sub(r"\\\n\s*", "", without_comments).splitlines():
        if line.strip():
            keyword, rest = line.split(maxsplit=1)
            yield keyword.upper(), rest
