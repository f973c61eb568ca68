"""Further sets of provider credentials: what a file may say, and that no secret is ever told."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.credentials import Credentials, read_sets
from gateway.errors import SettingsError
from gateway.settings import Settings, reveal

SECRET = "shippo_live_0123456789abcdef"


def _own(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def _problems(folder: Path, text: str | bytes, **own: Any) -> list[str]:
    file = folder / "sets.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as caught:
        read_sets(file, _own(**own))
    return caught.value.problems


def test_without_a_file_there_are_no_further_sets() -> None:
    assert read_sets(None, _own()) == {}


def test_each_table_is_a_set(tmp_path: Path) -> None:
    file = tmp_path / "sets.toml"
    file.write_text(
        f'[acme]\nshippo_api_token = "{SECRET}"\nshippo_calls_per_minute = 7\n'
        '[globex]\nshipstation_api_key = "TEST_x"\n'
    )
    sets = read_sets(file, _own())
    assert list(sets) == ["acme", "globex"]
    assert reveal(sets["acme"].shippo_api_token) == SECRET
    assert sets["acme"].shippo_calls_per_minute == 7
    assert sets["globex"].shippo_api_token is None


def test_a_set_takes_nothing_of_the_settings_own(tmp_path: Path) -> None:
    file = tmp_path / "sets.toml"
    file.write_text(f'[acme]\nshippo_api_token = "{SECRET}"\n')
    own = _own(shipstation_api_key="own", shippo_api_token="own", shippo_calls_per_minute=9)
    merged = own.model_copy(update=dict(read_sets(file, own)["acme"]))
    assert reveal(merged.shippo_api_token) == SECRET
    assert (merged.shipstation_api_key, merged.shippo_calls_per_minute) == (None, None)
    assert merged.port == own.port


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f'[acme]\nshippo_api_token = "{SECRET}\n', "line 2"),
        (f"acme = '{SECRET}'", "table"),
        (f'[Acme]\nshippo_api_token = "{SECRET}"', "name"),
        (f'["{SECRET}!"]\n', "name"),
        (f'[default]\nshippo_api_token = "{SECRET}"', "choose another name"),
        ("[acme]\n", "no credentials"),
        ('[acme]\nshippo_api_token = ""', "no credentials"),
        (f'[acme]\nshipo_api_token = "{SECRET}"', "Did you mean shippo_api_token?"),
        (f'[acme]\n{SECRET} = 1\nshippo_api_token = "x"', "does not exist"),
        (f'[acme]\nshippo_api_token = "{SECRET} x"', "ASCII"),
        (f'[acme]\nshippo_api_token = ["{SECRET}"]', "shippo_api_token"),
        (f'[acme]\nshippo_api_token = "{SECRET}"\nshippo_calls_per_minute = 0', "calls_per_minute"),
        (b"\xff\xfe", "TOML"),
    ],
)
def test_what_makes_no_sense_is_named_and_not_repeated(
    text: str | bytes, word: str, tmp_path: Path
) -> None:
    (problem,) = _problems(tmp_path, text)
    assert problem.startswith("GATEWAY_CREDENTIALS_FILE: ")
    assert word in problem
    assert SECRET[:16] not in problem


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match="can't be read"):
        read_sets(Path("nowhere.toml"), _own())


def test_two_sets_with_one_secret_would_share_its_quota(tmp_path: Path) -> None:
    text = f'[acme]\nshippo_api_token = "{SECRET}"\n[globex]\nshippo_api_token = "{SECRET}"'
    (problem,) = _problems(tmp_path, text)
    assert problem.endswith("the sets acme and globex have the same shippo_api_token.")
    first, second = _problems(tmp_path, text, shippo_api_token=SECRET)
    assert "default and acme" in first
    assert "default and globex" in second
    assert SECRET not in first + second


def test_a_secret_is_in_no_representation() -> None:
    credentials = Credentials.model_validate({"shippo_api_token": SECRET})
    assert SECRET not in f"{credentials!r} {credentials} {credentials.model_dump_json()}"


@given(st.text())
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("sets") / "sets.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        sets = read_sets(file, _own())
    except SettingsError:
        return
    # What is good TOML without a table has no sets.
    assert sets == {}
