"""What an operator may set: every mistake is named at once, and no secret is ever told."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import SettingsError
from gateway.settings import (
    Authentication,
    Environment,
    Settings,
    read_settings,
    reveal,
    settings_table,
)

SECRET = "shippo_live_0123456789abcdef"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without any setting, in a folder without `.env`."""
    import os

    for name in [name for name in os.environ if name.upper().startswith("GATEWAY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def _problems(environment: pytest.MonkeyPatch, **settings: str) -> list[str]:
    for name, value in settings.items():
        environment.setenv(f"GATEWAY_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return caught.value.problems


def test_nothing_has_to_be_set(environment: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.environment is Environment.DEVELOPMENT
    assert not settings.can_ask


def test_the_environment_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GATEWAY_PORT", "80")
    environment.setenv("gateway_environment", "production")
    environment.setenv("GATEWAY_AUTHENTICATION", "none")
    environment.setenv("GATEWAY_SHIPPO_API_TOKEN", f"  {SECRET}\n")
    settings = read_settings()
    assert (settings.port, settings.environment) == (80, Environment.PRODUCTION)
    assert reveal(settings.shippo_api_token) == SECRET
    assert settings.can_ask


def test_a_file_is_read_and_the_environment_goes_before_it(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("GATEWAY_PORT=81\nGATEWAY_HOST=0.0.0.0\nOTHER=1\n")
    environment.setenv("GATEWAY_PORT", "82")
    settings = read_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 82)  # noqa: S104  # nothing is bound


def test_an_empty_value_is_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GATEWAY_PORT", "")
    environment.setenv("GATEWAY_SHIPSTATION_API_KEY", "")
    settings = read_settings()
    assert (settings.port, settings.shipstation_api_key) == (8000, None)


def test_every_problem_is_named_at_once(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GATEWAY_CASH_URL=memory://\n")
    problems = _problems(
        environment,
        PORT="70000",
        ENVIRONMENT="staging",
        SHIPPO_BASE_URL="https://user:pass@example.com",
        SHIPSTATION_BASE_URL="example.com",
        SHIPSTATION_API_KEY="two words",
        LOG_LEVEL="loud",
        MAX_BATCH_SIZE="0",
        STALE_SECONDS="-1",
        CONNECT_TIMEOUT_SECONDS="5",
        NO_SUCH_THING_AT_ALL="1",
    )
    assert {problem.partition(":")[0].partition(" ")[0] for problem in problems} == {
        "GATEWAY_CASH_URL",
        "GATEWAY_NO_SUCH_THING_AT_ALL",
        "GATEWAY_PORT",
        "GATEWAY_ENVIRONMENT",
        "GATEWAY_SHIPPO_BASE_URL",
        "GATEWAY_SHIPSTATION_BASE_URL",
        "GATEWAY_SHIPSTATION_API_KEY",
        "GATEWAY_LOG_LEVEL",
        "GATEWAY_MAX_BATCH_SIZE",
        "GATEWAY_STALE_SECONDS",
        "GATEWAY_TRY_TIMEOUT_SECONDS",
    }
    assert len(problems) == 11
    assert all(problem.endswith((".", "?")) for problem in problems)


def test_what_other_rooms_know_is_reported_along(environment: pytest.MonkeyPatch) -> None:
    def check(value: str) -> None:
        raise SettingsError([f"{len(value)} letters are too many."])

    environment.setenv("GATEWAY_CACHE_URL", "abcdef")
    environment.setenv("GATEWAY_PORT", "x")
    with pytest.raises(SettingsError) as caught:
        read_settings(checks={"cache_url": check, "host": check})
    first, second = caught.value.problems
    assert first == "GATEWAY_CACHE_URL: 6 letters are too many."
    assert second.startswith("GATEWAY_PORT: ")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("SHIPO_API_TOKEN", "SHIPPO_API_TOKEN"),
        ("SHIPSTATION_KEY", "SHIPSTATION_API_KEY"),
        ("CACHE_URI", "CACHE_URL"),
        ("ENVIROMENT", "ENVIRONMENT"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_right_one(
    wrong: str, right: str, environment: pytest.MonkeyPatch
) -> None:
    assert _problems(environment, **{wrong: "1"}) == [
        f"GATEWAY_{wrong} is not a setting. Did you mean GATEWAY_{right}?"
    ]


def test_a_name_like_no_other_gets_no_advice(environment: pytest.MonkeyPatch) -> None:
    assert _problems(environment, XYZZY="1") == ["GATEWAY_XYZZY is not a setting."]


@pytest.mark.parametrize("name", ["SHIPSTATION_API_KEY", "SHIPPO_API_TOKEN", "CACHE_URL"])
def test_a_secret_is_in_no_message(name: str, environment: pytest.MonkeyPatch) -> None:
    problems = _problems(environment, **{name: f"{SECRET} \x7f", "PORT": "x"})
    assert SECRET not in "".join(problems)


def test_a_secret_is_in_no_representation() -> None:
    settings = _settings(
        shippo_api_token=SECRET,
        shipstation_api_key=SECRET,
        cache_url=f"redis://user:{SECRET}@example.com/0",
    )
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()}"
    assert SECRET not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("times", "right"),
    [((1, 3, 8), True), ((3, 3, 3), True), ((4, 3, 8), False), ((1, 9, 8), False)],
)
def test_times_grow_from_connecting_to_the_whole_request(
    times: tuple[int, int, int], right: bool, environment: pytest.MonkeyPatch
) -> None:
    names = ("CONNECT", "TRY", "REQUEST")
    values = {f"{n}_TIMEOUT_SECONDS": str(v) for n, v in zip(names, times, strict=True)}
    if not right:
        assert len(_problems(environment, **values)) == 1
        return
    for name, value in values.items():
        environment.setenv(f"GATEWAY_{name}", value)
    assert read_settings().request_timeout_seconds == times[2]


def test_an_address_loses_its_last_slash() -> None:
    settings = _settings(shippo_base_url="http://127.0.0.1:8001/base/")
    assert settings.shippo_base_url == "http://127.0.0.1:8001/base"


@given(st.text().filter(lambda text: not (text.isascii() and text.isprintable()) and text.strip()))
def test_what_can_not_stand_in_a_header_is_no_key(key: str) -> None:
    stripped = key.strip()
    if stripped.isascii() and stripped.isprintable() and " " not in stripped:
        assert reveal(_settings(shippo_api_token=key).shippo_api_token) == stripped
        return
    with pytest.raises(ValueError, match="printable"):
        _settings(shippo_api_token=key)


def test_every_setting_is_described_in_the_table() -> None:
    table = settings_table()
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"| `GATEWAY_{name.upper()}` |" in table


def _settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def test_production_refuses_sample_data(environment: pytest.MonkeyPatch) -> None:
    (problem,) = _problems(environment, ENVIRONMENT="production", SANDBOX="true")
    assert problem.startswith("GATEWAY_ENVIRONMENT: production answers with no sample data")


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ("", set()),
        ("*", {"*"}),
        (
            " https://Shop.example/ ,http://localhost:3000",
            {"https://shop.example", "http://localhost:3000"},
        ),
        (
            "https://shop.example:443,http://shop.example:80",
            {"https://shop.example", "http://shop.example"},
        ),
        ("http://[::1]:8080", {"http://[::1]:8080"}),
    ],
)
def test_origins_are_read_as_browsers_write_them(written: str, origins: set[str]) -> None:
    assert Settings(_env_file=None, cors_origins=written).allowed_origins == origins


@pytest.mark.parametrize(
    "written",
    [
        "shop.example",
        "*,https://shop.example",
        "https://",
        "ftp://shop.example",
        "null",
        "https://shop.example/path",
        "https://user@shop.example",
        "https://shöp.example",
        "https://*.shop.example",
        "https://shop.example?x",
        "https://shop.example:99999",
    ],
)
def test_what_is_no_origin_is_named(environment: pytest.MonkeyPatch, written: str) -> None:
    (problem,) = _problems(environment, CORS_ORIGINS=written)
    assert problem.startswith("GATEWAY_CORS_ORIGINS: ")


def test_credentials_are_not_for_all_pages(environment: pytest.MonkeyPatch) -> None:
    (problem,) = _problems(environment, CORS_ORIGINS="*", CORS_CREDENTIALS="true")
    assert problem.startswith("GATEWAY_CORS_CREDENTIALS: needs GATEWAY_CORS_ORIGINS to name")


@pytest.mark.parametrize(
    ("given", "needs_keys"),
    [
        ({}, False),
        ({"client_keys": "shop sha256:…"}, True),
        ({"client_keys_file": "keys"}, True),
        ({"client_keys_file": "keys", "authentication": "keys"}, True),
        ({"client_keys_file": "keys", "environment": "production"}, True),
        ({"client_keys_file": "keys", "credentials_file": "sets.toml"}, True),
        ({"environment": "production", "authentication": "none"}, False),
        ({"authentication": "none"}, False),
    ],
)
def test_keys_are_asked_for_where_there_are_some(given: dict[str, Any], needs_keys: bool) -> None:
    assert _settings(**given).needs_keys is needs_keys


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"ENVIRONMENT": "production"}, "there are none"),
        ({"AUTHENTICATION": "keys"}, "there are none"),
        ({"CREDENTIALS_FILE": "sets.toml"}, "there are none"),
        ({"CLIENT_KEYS": "x", "CLIENT_KEYS_FILE": "y"}, "one place"),
        ({"CLIENT_KEYS": "x", "AUTHENTICATION": "none"}, "contradicts"),
        ({"CREDENTIALS_FILE": "x", "AUTHENTICATION": "none"}, "contradicts"),
        ({"AUTHENTICATION": "off"}, "keys"),
    ],
)
def test_what_would_let_nobody_or_everybody_in_by_mistake_is_refused(
    given: dict[str, str], word: str, environment: pytest.MonkeyPatch
) -> None:
    (problem,) = _problems(environment, **given)
    assert problem.startswith("GATEWAY_AUTHENTICATION: ")
    assert word in problem


def test_production_has_to_be_opened_in_words(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GATEWAY_ENVIRONMENT", "production")
    environment.setenv("GATEWAY_AUTHENTICATION", "none")
    assert read_settings().authentication is Authentication.NONE


def test_trusted_proxies_are_addresses_or_networks(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GATEWAY_TRUSTED_PROXIES", " 127.0.0.1, 10.0.0.0/8,::1 ")
    assert read_settings().trusted_proxies == "127.0.0.1,10.0.0.0/8,::1"
    for wrong in ("*", "proxy.example.com", "10.0.0.1/8"):
        (problem,) = _problems(environment, TRUSTED_PROXIES=wrong)
        assert problem.startswith("GATEWAY_TRUSTED_PROXIES: must be addresses")


def test_the_sandbox_has_no_further_sets(environment: pytest.MonkeyPatch) -> None:
    given = {"SANDBOX": "true", "CREDENTIALS_FILE": "x", "CLIENT_KEYS": "x"}
    (problem,) = _problems(environment, **given)
    assert problem.startswith("GATEWAY_CREDENTIALS_FILE: the sandbox takes no credentials")
