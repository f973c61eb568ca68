"""What `gateway doctor` makes of what it sees."""

from typing import Any

import pytest

from gateway.settings import Settings
from gateway.terminal.checks import operation, versions
from gateway.terminal.checks.finding import Finding, Level


def _bad(found: list[Finding]) -> list[tuple[str, Level]]:
    return [(each.topic, each.level) for each in found if each.level is not Level.OK]


@pytest.mark.parametrize(
    ("settings", "bad"),
    [
        ({}, []),
        ({"host": "0.0.0.0"}, [("access", Level.WARNING)]),  # noqa: S104  # That is the mistake.
        ({"shippo_base_url": "http://api.example.com"}, [("addresses", Level.PROBLEM)]),
        ({"shippo_base_url": "http://127.0.0.1:8001"}, []),
        (
            {"environment": "production", "authentication": "none", "expose_raw": True},
            [
                ("access", Level.WARNING),
                ("access", Level.WARNING),
                ("privacy", Level.WARNING),
                ("cache", Level.WARNING),
            ],
        ),
        (
            {
                "environment": "production",
                "client_keys": "shop",
                "requests_per_minute": 5,
                "cache_url": "redis://cache:6379/0",
            },
            [],
        ),
    ],
)
def test_settings_are_held_to_their_use(
    settings: dict[str, Any], bad: list[tuple[str, Level]]
) -> None:
    assert _bad(list(operation.check(Settings(_env_file=None, **settings)))) == bad


@pytest.mark.parametrize(
    ("installed", "bounds", "does"),
    [
        ("0.12.3", ">=0.12.3,<0.13", True),
        ("0.13.0", "<0.13,>=0.12.3", False),
        ("0.12.2", ">=0.12.3", False),
        ("1.10.0", ">=1.9", True),
        ("15.0.0rc1", ">=15", True),
        ("2026.1", "", True),
    ],
)
def test_a_version_fits_its_bounds(installed: str, bounds: str, does: bool) -> None:
    assert versions.fits(installed, bounds) is does


def test_what_is_missing_or_old_is_named() -> None:
    (found,) = versions.packages(["no-such-thing>=1", "rich>=999", 'also-not; extra == "otel"'])
    assert found.level is Level.PROBLEM
    assert "no-such-thing is missing; rich is" in found.message
    assert "also-not" not in found.message


def test_an_untested_python_is_a_warning() -> None:
    assert _bad(list(versions.check((3, 99)))) == [("versions", Level.WARNING)]
