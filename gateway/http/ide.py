"""The page that a browser gets at the GraphQL endpoint, and the files that the page is made of.

There are two pages. `static/graphiql` is GraphiQL, which `ide/build` puts there; that takes Node,
and what it builds is no part of the repository. `static/ide` is a small page of our own that needs
no build; it is served where GraphiQL is missing, and says how to get it. Neither of them asks any
other server for anything.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from gateway.http.assets import (
    COMMON_HEADERS,
    NO_MARKUP_FROM_TEXT,
    OWN_FILES_ONLY,
    STATIC_DIR,
    Assets,
    embed,
)

EXAMPLES_DIR = Path(__file__).parent / "examples"

# Below the endpoint's own address, so that a proxy which passes that on passes this on too.
ASSETS_PATH = "/graphql/ide"

BUILT_IN_POLICY = f"{OWN_FILES_ONLY}; style-src 'self'; img-src data:; {NO_MARKUP_FROM_TEXT}"

# GraphiQL's editor (Monaco) makes `style` elements and `style` attributes as it runs: without leave
# for both, lines overlap and colours are missing. A nonce would cover the elements only, and the
# attributes are the wider gap. Fonts and images are inside its style sheets. It was tried without
# `eval` and without workers from `blob:` addresses, and needs neither.
GRAPHIQL_POLICY = (
    f"{OWN_FILES_ONLY}; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src data:"
)


@dataclass(frozen=True)
class Example:
    """A query to start from.

    Its title is one line of plain text; its query is a document with exactly one operation.
    """

    title: str
    query: str
    variables: Mapping[str, object] = field(default_factory=dict)


def read_examples(folder: Path = EXAMPLES_DIR) -> list[Example]:
    """Read the `.graphql` files of a folder, in the order of their names.

    The first line of each is a comment with the title. A `.json` file of the same name holds the
    variables of a query that has some.
    """
    return [_read_example(path) for path in sorted(folder.glob("*.graphql"))]


def _read_example(path: Path) -> Example:
    query = path.read_text(encoding="utf-8")
    variables = path.with_suffix(".json")
    return Example(
        title=query.partition("\n")[0].removeprefix("#").strip(),
        query=query,
        variables=json.loads(variables.read_bytes()) if variables.exists() else {},
    )


class Ide:
    """The page as it can be served: GraphiQL from the moment that it is there, and kept then.

    It may be built while the gateway runs. `static_dir` holds the folders of both pages.
    """

    assets_path = ASSETS_PATH

    def __init__(self, examples: Sequence[Example], static_dir: Path = STATIC_DIR) -> None:
        self.is_graphiql = False
        self._static_dir = static_dir
        self._examples = embed([asdict(each) for each in examples])
        self._page = self._read("ide")
        self._assets = Assets(static_dir / "ide", "no-cache")
        self._look()

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the files that the page loads."""
        return [Mount(ASSETS_PATH, self._asset, name="ide")]

    def response(self) -> Response:
        """Return the page: the answer to a browser that opens `/graphql` and asks no query."""
        self._look()
        policy = GRAPHIQL_POLICY if self.is_graphiql else BUILT_IN_POLICY
        return HTMLResponse(
            self._page,
            headers={
                **COMMON_HEADERS,
                "Content-Security-Policy": policy,
                "Cache-Control": "no-cache",
                "Vary": "Accept",
            },
        )

    async def _asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._assets(scope, receive, send)

    def _look(self) -> None:
        graphiql_dir = self._static_dir / "graphiql"
        if self.is_graphiql or not (graphiql_dir / "index.html").is_file():
            return
        self._page = self._read("graphiql")
        # Its build puts a hash of the contents into every name; ours keep their names.
        self._assets = Assets(graphiql_dir, "public, max-age=31536000, immutable")
        self.is_graphiql = True

    def _read(self, folder: str) -> str:
        template = (self._static_dir / folder / "index.html").read_text(encoding="utf-8")
        return template.replace("{{examples}}", self._examples)
