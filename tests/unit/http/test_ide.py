"""The IDE page: which one is served, what it may do, and what can be loaded below it."""

import json
from html.parser import HTMLParser
from pathlib import Path

import httpx2
import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import get_variable_values
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from gateway.http.assets import STATIC_DIR
from gateway.http.ide import Example, Ide, read_examples
from tests.needs import PROJECT_DIR

EXAMPLES = read_examples()
TEMPLATE = '<title>page</title><script id="examples" type="application/json">{{examples}}</script>'


class Page(HTMLParser):
    """Collects what a page loads, and the data that it carries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.scripts: list[str] = []
        self._is_in_script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_in_script = tag == "script"
        self.loaded += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        self._is_in_script = False

    def handle_data(self, data: str) -> None:
        if self._is_in_script:
            self.scripts.append(data)


@pytest.fixture
def built_in_dir(tmp_path: Path) -> Path:
    """A folder with our own page only, and a file beside it that is nobody's business."""
    folder = tmp_path / "ide"
    folder.mkdir()
    (folder / "index.html").write_text(TEMPLATE)
    (folder / "ide.js").write_text("export {};\n")
    (folder / "ide.css").write_text("body { margin: 0 }\n")
    (folder / "notes.txt").write_text("not for the public\n")
    (tmp_path / "secret.js").write_text("secret\n")
    return tmp_path


@pytest.fixture
def both_dir(built_in_dir: Path) -> Path:
    """The same, with GraphiQL built."""
    folder = built_in_dir / "graphiql"
    folder.mkdir()
    (folder / "index.html").write_text(TEMPLATE.replace("page", "GraphiQL"))
    (folder / "index-BmkIFxRm.js").write_text("export {};\n")
    (folder / "codicon-DCmgc-ay.ttf").write_bytes(b"\0")
    return built_in_dir


def _client(static_dir: Path) -> httpx2.AsyncClient:
    app = Starlette(routes=Ide(EXAMPLES, static_dir).routes())
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(transport=transport, base_url="http://gateway/graphql/ide/")


def _policy(ide: Ide) -> dict[str, str]:
    directives = ide.response().headers["content-security-policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def _text(ide: Ide) -> str:
    return bytes(ide.response().body).decode()


# --- Which page ------------------------------------------------------------------------------


def test_graphiql_is_served_where_it_is_built(both_dir: Path) -> None:
    assert "<title>GraphiQL</title>" in _text(Ide(EXAMPLES, both_dir))


def test_our_own_page_is_served_where_graphiql_is_not_built(built_in_dir: Path) -> None:
    assert "<title>page</title>" in _text(Ide(EXAMPLES, built_in_dir))


async def test_graphiql_is_served_once_it_is_built(both_dir: Path) -> None:
    index = both_dir / "graphiql" / "index.html"
    written = index.read_text()
    index.unlink()
    ide = Ide(EXAMPLES, both_dir)
    assert "<title>page</title>" in _text(ide)
    index.write_text(written)
    assert "<title>GraphiQL</title>" in _text(ide)
    app = Starlette(routes=ide.routes())
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://gateway") as client:
        found = await client.get("/graphql/ide/index-BmkIFxRm.js")
    assert found.status_code == 200


def test_a_build_that_was_cut_off_counts_as_none(both_dir: Path) -> None:
    (both_dir / "graphiql" / "index.html").unlink()
    assert "<title>page</title>" in _text(Ide(EXAMPLES, both_dir))


def test_our_own_page_says_how_to_get_graphiql() -> None:
    page = (STATIC_DIR / "ide" / "index.html").read_text()
    assert "GraphiQL" in page
    assert "<code>make ide</code>" in page


# --- What the page may do --------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["built_in_dir", "both_dir"])
def test_a_page_may_talk_to_this_gateway_only(folder: str, request: pytest.FixtureRequest) -> None:
    policy = _policy(Ide(EXAMPLES, request.getfixturevalue(folder)))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    sources = {source for sources in policy.values() for source in sources.split()}
    allowed = {"'none'", "'self'", "'unsafe-inline'", "data:", "'script'"}
    assert sources <= allowed


def test_our_own_page_has_no_leave_for_anything_inline(built_in_dir: Path) -> None:
    policy = _policy(Ide(EXAMPLES, built_in_dir))
    assert "unsafe" not in " ".join(policy.values())
    assert policy["require-trusted-types-for"] == "'script'"


def test_graphiql_has_leave_for_inline_styles_only(both_dir: Path) -> None:
    policy = _policy(Ide(EXAMPLES, both_dir))
    assert [name for name, sources in policy.items() if "unsafe" in sources] == ["style-src"]


def test_the_page_is_typed_and_asked_for_anew_each_time(built_in_dir: Path) -> None:
    headers = Ide(EXAMPLES, built_in_dir).response().headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-cache"
    assert headers["vary"] == "Accept"


def test_our_own_page_loads_only_what_is_there() -> None:
    loaded = Page((STATIC_DIR / "ide" / "index.html").read_text()).loaded
    files = [path.removeprefix("graphql/ide/") for path in loaded if "/ide/" in path]
    assert sorted(files) == ["ide.css", "ide.js"]
    assert set(loaded) - {f"graphql/ide/{name}" for name in files} == {"data:,", "schema.graphql"}
    assert all((STATIC_DIR / "ide" / name).is_file() for name in files)


# --- The files below it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [("ide.js", "text/javascript; charset=utf-8"), ("ide.css", "text/css; charset=utf-8")],
)
async def test_our_own_files_are_checked_for_changes(
    name: str, kind: str, built_in_dir: Path
) -> None:
    async with _client(built_in_dir) as client:
        response = await client.get(name)
        again = await client.get(name, headers={"if-none-match": response.headers["etag"]})
    assert response.status_code == 200
    assert response.headers["content-type"] == kind
    assert response.headers["cache-control"] == "no-cache"
    assert again.status_code == 304
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index-BmkIFxRm.js", "text/javascript; charset=utf-8"),
        ("codicon-DCmgc-ay.ttf", "font/ttf"),
    ],
)
async def test_files_named_after_their_contents_are_kept_for_a_year(
    name: str, kind: str, both_dir: Path
) -> None:
    async with _client(both_dir) as client:
        response = await client.get(name)
    assert response.status_code == 200
    assert response.headers["content-type"] == kind
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_file_is_no_page_and_sniffed_by_nobody(both_dir: Path) -> None:
    async with _client(both_dir) as client:
        headers = (await client.get("index-BmkIFxRm.js")).headers
    assert headers["content-security-policy"] == "default-src 'none'; script-src 'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_the_page_that_is_not_served_has_no_files(both_dir: Path) -> None:
    async with _client(both_dir) as client:
        assert (await client.get("ide.js")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "..%2fsecret.js",
        "%2e%2e/secret.js",
        "%2e%2e%2fsecret.js",
        "x%2f..%2f..%2fsecret.js",
        "..%5csecret.js",
        "%2fetc%2fpasswd",
        "%2fetc%2fhosts.js",
        "ide.js%00",
        "ide.js%2f..",
    ],
)
async def test_nothing_outside_its_folder_is_served(path: str, built_in_dir: Path) -> None:
    async with _client(built_in_dir) as client:
        response = await client.get(f"http://gateway/graphql/ide/{path}")
    assert response.status_code == 404
    assert "secret" not in response.text


@pytest.mark.parametrize("name", ["index.html", "notes.txt", "", "ide"])
async def test_only_what_a_page_loads_is_served(name: str, built_in_dir: Path) -> None:
    async with _client(built_in_dir) as client:
        assert (await client.get(name)).status_code == 404


async def test_files_can_only_be_read(built_in_dir: Path) -> None:
    async with _client(built_in_dir) as client:
        assert (await client.head("ide.js")).status_code == 200
        assert (await client.post("ide.js")).status_code == 405


# --- Examples --------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8")) | st.sampled_from(
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "{{examples}}", "&lt;"]
)


@given(st.lists(st.builds(Example, texts, texts, st.dictionaries(texts, texts))))
def test_whatever_an_example_holds_comes_out_of_the_page_as_it_went_in(
    examples: list[Example],
) -> None:
    (script,) = Page(_text(Ide(examples, STATIC_DIR))).scripts
    assert [Example(**example) for example in json.loads(script)] == examples


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((PROJECT_DIR / "schema.graphql").read_text())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_an_example_fits_the_schema(example: Example, schema: GraphQLSchema) -> None:
    document = parse(example.query)
    assert validate(schema, document) == []
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    values = get_variable_values(
        schema, operation.variable_definitions or (), dict(example.variables)
    )
    assert not isinstance(values, list), values


def test_examples_begin_with_their_titles_in_the_order_of_their_files() -> None:
    assert [example.title for example in EXAMPLES] == [
        "Four shipments in one request",
        "One shipment and its sources",
        "Providers and their status codes",
        "Carriers, and whose number it is",
        "An object by its global id",
        "About this gateway",
    ]
    assert all(example.query.startswith(f"# {example.title}\n") for example in EXAMPLES)
