"""The page about statuses says what the code does."""

from tests.unit.providers import status_tables
from tests.unit.providers.test_statuses import DEVIATIONS


def test_the_tables_of_the_page_are_those_of_the_code() -> None:
    page = status_tables.PAGE.read_text("utf-8")
    assert page == status_tables.renewed(page), (
        "docs/statuses.md is behind the code: run python -m tests.unit.providers.status_tables"
    )


def test_the_page_gives_the_reason_for_each_detail_that_is_left_unknown() -> None:
    page = status_tables.PAGE.read_text("utf-8")
    prose = page.partition("<!-- end of shipstation-details -->")[2]
    for code in DEVIATIONS:
        assert f"`{code}`" in prose, code
