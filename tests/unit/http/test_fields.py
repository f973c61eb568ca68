"""Header fields are found by their names, however many lines they are of."""

from starlette.datastructures import Headers

from gateway.http.fields import field, joined

SCOPE = {
    "headers": [
        (b"accept", b"text/html"),
        (b"via", b"caf\xe9"),
        (b"accept", b"*/*;q=0.1"),
        (b"te", b""),
    ]
}


def test_the_first_field_counts() -> None:
    assert field(SCOPE, b"accept") == "text/html"
    assert field(SCOPE, b"te") == ""
    assert field(SCOPE, b"accept-encoding") is None


def test_text_is_read_as_starlette_reads_it() -> None:
    assert field(SCOPE, b"via") == Headers(scope=SCOPE)["via"] == "café"


def test_a_list_may_be_of_several_lines() -> None:
    assert joined(SCOPE, b"accept") == b"text/html, */*;q=0.1"
    assert joined(SCOPE, b"accept-encoding") == b""
