"""Whatever stands at one place of a payload costs what hangs on that place, and nothing else."""

import json
from pathlib import Path as FilePath
from random import Random
from typing import Any

import pytest

from gateway.model import Report
from gateway.providers.wire import NotTrackingData
from tests.unit.providers import dependence, everything, mutation, payloads

VARIANTS = 5_000
SEED = 20261121
SHOWN_EVERY = 100
"""One variant in so many is also asked for through GraphQL, for every field."""


def check(provider: str, payload: Any, number: int, random: Random) -> tuple[int, int]:
    """Spoil a payload so many times; return how many variants changed, and how many were asked."""
    whole = dict(dependence.flat(payloads.convert(provider, payload)))
    query = everything.query()
    changed_reports = asked = 0
    for turn, (path, kind, body) in enumerate(mutation.variants(payload, number, random)):
        try:
            report = payloads.convert(provider, body)
        except NotTrackingData:
            assert tells_a_number_alone(payloads.convert(provider, payload)), f"{kind} at {path}"
            assert path[0] == "tracking_number", f"{kind} at {path}"
            continue
        found = dict(dependence.flat(report))
        changed = {
            name for name in whole.keys() | found.keys() if whole.get(name) != found.get(name)
        }
        allowed = dependence.may_change(provider, payload, path)
        wrong = {name for name in changed if not dependence.is_allowed(name, allowed)}
        assert not wrong, f"{kind} at {path} changed {sorted(wrong)}"
        changed_reports += bool(changed)
        if turn % SHOWN_EVERY == 0:
            answer = everything.ask(payloads.merged(report), query)
            json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
            asked += 1
    return changed_reports, asked


def tells_a_number_alone(report: Report) -> bool:
    return not report.events and report.tracking.status.provider_code is None


def run(cases: list[tuple[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    for provider in ("shipstation", "shippo"):
        random = Random(SEED)  # noqa: S311  # variants, not secrets
        ours = [payload for owner, payload in cases if owner == provider]
        each = -(-VARIANTS // len(ours))
        results = [check(provider, payload, each, random) for payload in ours]
        changed, asked = (sum(column) for column in zip(*results, strict=True))
        total = each * len(ours)
        assert total >= VARIANTS
        # They do spoil something; what is left are places that said nothing before.
        assert changed > total / 2
        with capsys.disabled():
            print(
                f"\n{provider}: {total} variants of {len(ours)} payloads, of which {changed} "
                f"changed the report where they touched it and nowhere else; {asked} were asked"
            )


def test_a_spoiled_place_of_a_sample_costs_that_place(capsys: pytest.CaptureFixture[str]) -> None:
    names = {"shipstation": payloads.SHIPSTATION, "shippo": payloads.SHIPPO}
    run(
        [
            (provider, payloads.sample(provider, name))
            for provider in names
            for name in names[provider]
        ],
        capsys,
    )


def test_a_spoiled_place_of_the_reference_costs_that_place(
    examples_dir: FilePath, capsys: pytest.CaptureFixture[str]
) -> None:
    found = payloads.reference(examples_dir)
    run([(provider, payload) for (provider, _), payload in found.items()], capsys)
