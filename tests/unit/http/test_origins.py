"""Which GET is refused because somebody else's page is behind it."""

import pytest
from starlette.datastructures import Headers

from gateway.http.origins import Pages
from gateway.http.request import Refused

SHOP = "https://shop.example"
PAGES = Pages(frozenset({SHOP}))


def _is_refused(pages: Pages, **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        pages.check(Headers({"host": "gateway.example", **named}))
    except Refused as refused:
        return (refused.status, refused.code) == (403, "CROSS_SITE_REQUEST")
    return False


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"accept": "application/json"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none", "sec_fetch_mode": "navigate"},
        {"origin": "https://gateway.example"},
        {"origin": SHOP},
        {"origin": SHOP, "sec_fetch_site": "cross-site"},
    ],
)
def test_a_request_of_nobody_elses_page_is_let_in(headers: dict[str, str]) -> None:
    assert not _is_refused(PAGES, **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "accept": "application/json"},
        {"sec_fetch_site": "cross-site", "content_type": "text/plain; charset=utf-8"},
        {"sec_fetch_site": "cross-site", "x_apollo_operation_name": ""},
        {"sec_fetch_site": "something new"},
        {"origin": "https://other.example"},
        {"origin": "https://gateway.example:8443"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "https://other.example", "sec_fetch_site": "cross-site"},
    ],
)
def test_one_of_somebody_elses_page_is_refused(headers: dict[str, str]) -> None:
    assert _is_refused(PAGES, **headers)


@pytest.mark.parametrize("header", ["x_apollo_operation_name", "apollo_require_preflight"])
def test_who_was_asked_before_by_a_preflight_is_let_in(header: str) -> None:
    assert not _is_refused(PAGES, sec_fetch_site="cross-site", **{header: "x"})
    assert not _is_refused(PAGES, sec_fetch_site="cross-site", content_type="application/json")


def test_all_pages_may_be_let_in() -> None:
    pages = Pages(frozenset({"*"}))
    assert not _is_refused(pages, origin="https://other.example", sec_fetch_site="cross-site")
    # A link or an image doesn't say whose page it is in: nobody can read what comes of it.
    assert _is_refused(pages, sec_fetch_site="cross-site")
