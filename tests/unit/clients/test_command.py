"""`gateway key`."""

import pytest

from gateway.cli import main
from gateway.clients import Purpose
from gateway.clients.keys import digest, read_keys


def test_it_makes_a_key_and_the_line_that_lets_it_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "shop", "--credentials", "acme", "--requests-per-minute", "60"]) == 0
    said = capsys.readouterr()
    key = said.err.split()[-1]
    assert key not in said.out
    keys = read_keys(said.out, {"acme"}, None)
    client = keys[digest(key.encode())]
    assert (client.name, client.credentials, client.requests_per_minute) == ("shop", "acme", 60)


def test_a_key_may_be_for_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "prometheus", "--for", "metrics"]) == 0
    (client,) = read_keys(capsys.readouterr().out, {"default"}, None).values()
    assert client.purpose is Purpose.METRICS


@pytest.mark.parametrize("arguments", [["The Shop"], ["shop", "--requests-per-minute", "0"]])
def test_what_would_be_no_line_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["key", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith(".\n")
