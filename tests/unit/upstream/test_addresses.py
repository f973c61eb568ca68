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


def connection(base: str) -> Connection:
    return Connection(
        Failures("SHIPPO", "Shippo"),
        base_url=base,
        headers={},
        read_problem=lambda _: Problem(),
        limits=Limits(),
    )


@pytest.mark.parametrize("base", BASES)
def test_the_two_documented_paths_are_built_as_documented(base: str) -> None:
    url = connection(base).url
    base = base.rstrip("/")
    assert str(url(("v2", "labels", "se-324658", "track"))) == f"{base}/v2/labels/se-324658/track"
    assert str(url(("tracks", "usps", "9205590164917312751089"))) == (
        f"{base}/tracks/usps/9205590164917312751089"
    )
    assert str(url(("v2", "labels"), {"tracking_number": "1Z 9&x=y#", "page": "2"})) == (
        f"{base}/v2/labels?tracking_number=1Z+9%26x%3Dy%23&page=2"
    )


@pytest.mark.parametrize("segment", ["", ".", "..", "\ud800"])
def test_what_is_no_name_is_refused(segment: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        connection(BASES[0]).url(("tracks", segment, "1"))


ODD = st.text(st.sampled_from("./\\%2fF?#@:&=;+ \t\r\n\0e") | st.characters(), max_size=30)


@given(st.sampled_from(BASES), st.lists(ODD | st.text(), min_size=1, max_size=4))
@example(BASES[0], ["tracks", "..%2f..", "x"])
@example(BASES[0], ["tracks", "//evil.example", "x"])
@example(BASES[0], ["tracks", "@evil.example:80\\", "x\r\nHost: evil"])
def test_any_text_stays_the_one_segment_that_it_is(base: str, segments: list[str]) -> None:
    try:
        url = connection(base).url(tuple(segments))
    except ValueError:
        assert any(segment in {"", ".", ".."} or not _encodable(segment) for segment in segments)
        return
    assert url.origin() == URL(base).origin()
    assert url.raw_query_string == url.raw_fragment == ""
    prefix = URL(base.rstrip("/")).raw_path.rstrip("/") + "/"
    assert url.raw_path.startswith(prefix)
    assert [unquote(part) for part in url.raw_path[len(prefix) :].split("/")] == segments
    assert str(url).isascii()
    assert not set(str(url)) & set(" \r\n\t\\")


def _encodable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
