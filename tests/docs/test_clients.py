"""The page on clients shows the examples as they are, and all of them."""

import re

import yaml

from tests import needs

PAGE = (needs.PROJECT_DIR / "docs" / "clients.md").read_text(encoding="utf-8")
EXAMPLES = needs.PROJECT_DIR / "examples"

SHOWN = re.findall(r"^`examples/([^`]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_example_is_shown_as_it_is() -> None:
    for path, text in SHOWN:
        assert text == (EXAMPLES / path).read_text(encoding="utf-8"), f"put {path} into the page"


def test_every_program_is_shown_and_short_enough_to_copy() -> None:
    programs = {"fetch.js", "apollo.js", "urql/track.ts", "relay/track.mjs"}
    programs |= {"python/track.py", "python/typed/track.py"}
    shown = dict(SHOWN)
    assert programs <= shown.keys()
    assert {name for name, text in shown.items() if len(text.splitlines()) > 60} == set()


def test_editors_find_the_schema_and_queries() -> None:
    config = yaml.safe_load((needs.PROJECT_DIR / ".graphqlrc.yml").read_text())
    for pattern in [config["schema"], *config["documents"]]:
        assert list(needs.PROJECT_DIR.glob(pattern)), pattern
