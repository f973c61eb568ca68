"""The alerts fire for what they are about, and ask for what there is."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import needs
from tests.deploy.expressions import wanted
from tests.scrape import eventful_scrape

RULES_FILE = needs.PROJECT_DIR / "deploy/prometheus/alerts.yml"
RULES: list[dict[str, Any]] = yaml.safe_load(RULES_FILE.read_text())["groups"][0]["rules"]
GUIDE = (needs.PROJECT_DIR / "docs/operating.md").read_text()

# Prometheus adds them to each series, and has a series of its own for each target.
OF_PROMETHEUS = {"job", "instance"}
UP = "up"

GATEWAY = {"job": "tracking-gateway", "instance": "a:8000"}
SHIPPO = {"provider": "SHIPPO"}

Series = dict[str, str]
"""Values minute by minute, as promtool writes them, by series."""

# What fires each alert, the minute in which it does, and the labels that it then has.
FIRES: dict[str, tuple[Series, int, dict[str, str]]] = {
    "GatewayDown": ({'up{job="tracking-gateway",instance="a:8000"}': "1 0x20"}, 3, GATEWAY),
    "GatewayFaults": ({"gateway_incidents_total": "0x5 2x20"}, 10, {}),
    "GatewayOverloaded": (
        {
            'gateway_requests_total{outcome="ok",answer="new"}': "0+95x30",
            'gateway_requests_total{outcome="overloaded",answer="new"}': "0+5x30",
        },
        20,
        {},
    ),
    "GatewaySlow": (
        {
            'gateway_request_duration_seconds_bucket{answer="new",le="2.5"}': "0+50x40",
            'gateway_request_duration_seconds_bucket{answer="new",le="5"}': "0+100x40",
            'gateway_request_duration_seconds_bucket{answer="new",le="+Inf"}': "0+100x40",
            # Kept answers are fast whatever happens.
            'gateway_request_duration_seconds_bucket{answer="kept",le="2.5"}': "0+9999x40",
            'gateway_request_duration_seconds_bucket{answer="kept",le="+Inf"}': "0+9999x40",
        },
        30,
        {},
    ),
    "GatewayProviderDown": (
        {
            'gateway_upstream_circuit_state{provider="SHIPPO",state="closed"}': "1 0x20",
            # A probe now and then.
            'gateway_upstream_circuit_state{provider="SHIPPO",state="open"}': "0 1 1 0 1x17",
            'gateway_upstream_circuit_state{provider="SHIPSTATION",state="closed"}': "1x20",
        },
        10,
        {**SHIPPO, "state": "closed"},
    ),
    "GatewayCredentialsRefused": (
        {
            'gateway_upstream_calls_total{provider="SHIPPO",outcome="PROVIDER_AUTH"}': "0 0 1x20",
            'gateway_upstream_calls_total{provider="SHIPSTATION",outcome="PROVIDER_AUTH"}': "0x22",
        },
        5,
        SHIPPO,
    ),
    "GatewayProviderSlow": (
        {
            'gateway_upstream_call_duration_seconds_bucket{provider="SHIPPO",le="2"}': "0+50x40",
            'gateway_upstream_call_duration_seconds_bucket{provider="SHIPPO",le="3"}': "0+99x40",
            'gateway_upstream_call_duration_seconds_bucket{provider="SHIPPO",le="+Inf"}': "0+99x40",
        },
        30,
        SHIPPO,
    ),
    "GatewayQuotaSpent": (
        {
            'gateway_upstream_refusals_total{provider="SHIPPO",reason="budget"}': "0+3x40",
            'gateway_upstream_refusals_total{provider="SHIPSTATION",reason="circuit"}': "0+3x40",
        },
        30,
        SHIPPO,
    ),
    "GatewayQuotaMisjudged": (
        {'gateway_upstream_pauses_total{provider="SHIPPO"}': "0+1x40"},
        30,
        SHIPPO,
    ),
    "GatewayUnusableAnswers": (
        {'gateway_upstream_unusable_answers_total{provider="SHIPPO"}': "0+1x40"},
        30,
        SHIPPO,
    ),
    "GatewayOldAnswers": (
        {
            'gateway_sources_total{provider="SHIPPO",outcome="OK"}': "0+50x40",
            'gateway_sources_total{provider="SHIPPO",outcome="STALE"}': "0+40x40",
            'gateway_sources_total{provider="SHIPPO",outcome="FAILED"}': "0+10x40",
            # Who was not asked gives no old answers.
            'gateway_sources_total{provider="SHIPPO",outcome="SKIPPED"}': "0+900x40",
        },
        30,
        SHIPPO,
    ),
    "GatewayCacheServerDown": ({"gateway_cache_server_failing": "0 1x20"}, 10, {}),
    "GatewayFilesRunningOut": (
        {
            'process_open_fds{job="tracking-gateway",instance="a:8000"}': "900x20",
            'process_max_fds{job="tracking-gateway",instance="a:8000"}': "1000x20",
        },
        10,
        GATEWAY,
    ),
    "GatewayUnmappedCodes": (
        {'gateway_unmapped_status_codes_total{provider="SHIPPO",code="NEW"}': "_x70 1x30"},
        75,
        {**SHIPPO, "code": "NEW"},
    ),
    "GatewayProgramsGivenUp": ({"gateway_objects_given_up_total": "0x5 4x20"}, 10, {}),
    "GatewayLogsDropped": ({"gateway_log_lines_dropped_total": "0x5 9x20"}, 10, {}),
}

# Two and a half hours of a gateway that does well, now and then with a failure.
ALL_IS_WELL: Series = {
    'up{job="tracking-gateway",instance="a:8000"}': "1x150",
    "gateway_incidents_total": "3x150",
    'gateway_requests_total{outcome="ok",answer="new"}': "0+600x150",
    'gateway_requests_total{outcome="overloaded",answer="new"}': "0+1x150",
    'gateway_request_duration_seconds_bucket{answer="new",le="2.5"}': "0+600x150",
    'gateway_request_duration_seconds_bucket{answer="new",le="+Inf"}': "0+601x150",
    'gateway_upstream_circuit_state{provider="SHIPPO",state="closed"}': "1x100 0x2 1x50",
    'gateway_upstream_calls_total{provider="SHIPPO",outcome="PROVIDER_AUTH"}': "1x150",
    'gateway_upstream_call_duration_seconds_bucket{provider="SHIPPO",le="2"}': "0+60x150",
    'gateway_upstream_call_duration_seconds_bucket{provider="SHIPPO",le="+Inf"}': "0+61x150",
    'gateway_upstream_refusals_total{provider="SHIPPO",reason="budget"}': "0x100 5x50",
    'gateway_upstream_pauses_total{provider="SHIPPO"}': "0x100 1x50",
    'gateway_upstream_unusable_answers_total{provider="SHIPPO"}': "0x100 3x50",
    'gateway_sources_total{provider="SHIPPO",outcome="OK"}': "0+100x150",
    'gateway_sources_total{provider="SHIPPO",outcome="FAILED"}': "0+1x150",
    'gateway_sources_total{provider="SHIPPO",outcome="SKIPPED"}': "0+900x150",
    "gateway_cache_server_failing": "0x100 1 0x50",
    'process_open_fds{job="tracking-gateway",instance="a:8000"}': "90x150",
    'process_max_fds{job="tracking-gateway",instance="a:8000"}': "1000x150",
    'gateway_unmapped_status_codes_total{provider="SHIPPO",code="OLD"}': "7x150",
    "gateway_objects_given_up_total": "4x150",
    "gateway_log_lines_dropped_total": "9x150",
}


def _names() -> list[str]:
    return [rule["alert"] for rule in RULES]


def _promtool(*arguments: str | Path) -> str:
    """Return what promtool says where it agrees, and fail where it doesn't."""
    program = needs.require("promtool", install="apt-get install prometheus")
    ran = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def _test(series: Series, *expected: dict[str, Any]) -> dict[str, Any]:
    inputs = [{"series": name, "values": values} for name, values in series.items()]
    return {"interval": "1m", "input_series": inputs, "alert_rule_test": list(expected)}


async def test_the_alerts_ask_for_what_there_is() -> None:
    there = (await eventful_scrape()).names()
    for rule in RULES:
        for series in wanted(rule["expr"]):
            if series.name == UP:
                continue
            assert series.name in there, rule["alert"]
            assert series.labels <= there[series.name] | OF_PROMETHEUS, rule["alert"]


def test_every_alert_has_what_is_needed_at_night() -> None:
    assert len(set(_names())) == len(RULES) > 10
    for rule in RULES:
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert rule["annotations"]["summary"].endswith(".")
        anchor = f"docs/operating.md#{rule['alert'].lower()}"
        assert rule["annotations"]["runbook"] == anchor


def test_every_alert_has_its_section_and_every_section_its_alert() -> None:
    sections = re.findall(r"^### (Gateway\w+)\n\n\*.+?\* \w", GUIDE, re.MULTILINE | re.DOTALL)
    assert sorted(sections) == sorted(_names())


def test_the_rules_are_good() -> None:
    assert f"{len(RULES)} rules found" in _promtool("check", "rules", RULES_FILE)


def test_every_alert_fires_for_what_it_is_about_and_none_while_all_is_well(tmp_path: Path) -> None:
    assert sorted(FIRES) == sorted(_names())
    severities = {rule["alert"]: rule["labels"]["severity"] for rule in RULES}
    tests = [
        _test(
            series,
            {
                "eval_time": f"{minute}m",
                "alertname": name,
                "exp_alerts": [{"exp_labels": {**labels, "severity": severities[name]}}],
            },
        )
        for name, (series, minute, labels) in FIRES.items()
    ]
    silent = [{"eval_time": f"{m}m", "alertname": n} for n in FIRES for m in (90, 104, 115, 145)]
    tests.append(_test(ALL_IS_WELL, *silent))
    # promtool would have the annotations repeated, and their words are not what is tested.
    bare = [{**rule, "annotations": {}} for rule in RULES]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "g", "rules": bare}]}))
    plan = {"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": tests}
    (tmp_path / "test.yml").write_text(yaml.safe_dump(plan))
    _promtool("test", "rules", tmp_path / "test.yml")


@pytest.mark.parametrize("expression", ["rate(x)", "sum by", "x[5m"])
def test_an_expression_that_is_none_is_told_from_one(expression: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wanted(expression)
