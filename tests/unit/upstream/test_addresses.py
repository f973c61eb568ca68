from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from gateway.upstream.connection import Connection, Limits
from gateway.upstream.failures import Failures, Problem

BASES = [
    "https://api.goshippo.com",
    "https://api.goshippo.com/",
    "http://127.0.0.1:8080/some/prefix",
    "http://[::1]:8080",
]


def connection(base: str, headers: dict[str, str] | None = None) -> Connection:
    return Connection(
        Failures("SHIPPO", "Shippo"),
        base_url=base,
        headers=headers or {},
        read_problem=lambda _: Problem(),
        limits=Limits(),
    )


def prefix_of(base: str) -> str:
    return URL(base.rstrip("/")).raw_path.rstrip("/") + "/"


@pytest.mark.parametrize("base", BASES)
def test_the_two_documented_paths_are_built_as_documented(base: str) -> None:
    target = connection(base).target
    prefix = prefix_of(base)
    assert target(("v2", "labels", "se-324658", "track")) == f"{prefix}v2/labels/se-324658/track"
    assert target(("tracks", "usps", "9205590164917312751089")) == (
        f"{prefix}tracks/usps/9205590164917312751089"
    )
    assert target(("v2", "labels"), {"tracking_number": "1Z 9&x=y#", "page": "2"}) == (
        f"{prefix}v2/labels?tracking_number=1Z+9%26x%3Dy%23&page=2"
    )


@pytest.mark.parametrize("segment", ["", ".", "..", "\ud800"])
def test_what_is_no_name_is_refused(segment: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        connection(BASES[0]).target(("tracks", segment, "1"))


@pytest.mark.parametrize(("name", "value"), [("API-Key", "a\r\nX: b"), ("A\nB", ""), ("X", "\0")])
def test_a_header_that_would_become_two_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        connection(BASES[0], {name: value})


ODD = st.text(st.sampled_from("./\\%2fF?#@:&=;+ \t\r\n\0e") | st.characters(), max_size=30)


@given(st.sampled_from(BASES), st.lists(ODD | st.text(), min_size=1, max_size=4))
@example(BASES[0], ["tracks", "..%2f..", "x"])
@example(BASES[0], ["tracks", "//evil.example", "x"])
@example(BASES[0], ["tracks", "@evil.example:80\\", "x\r\nHost: evil"])
def test_any_text_stays_the_one_segment_that_it_is(base: str, segments: list[str]) -> None:
    try:
        target = connection(base).target(tuple(segments))
    except ValueError:
        assert any(segment in {"", ".", ".."} or not _encodable(segment) for segment in segments)
        return
    # As a server reads it, and as a proxy on the way may.
    url = URL(base).join(URL(target, encoded=True))
    assert url.origin() == URL(base).origin()
    assert url.raw_query_string == url.raw_fragment == ""
    prefix = prefix_of(base)
    assert url.raw_path == target
    assert target.startswith(prefix)
    assert [unquote(part) for part in target[len(prefix) :].split("/")] == segments
    assert target.isascii()
    assert not set(target) & set(" \r\n\t\\")


def _encodable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
