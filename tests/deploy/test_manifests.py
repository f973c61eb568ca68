"""What is to be deployed is well-formed, and speaks of a gateway as there is one.

There is no cluster and no Docker here: the manifests are held to the schemas of Kubernetes and
Compose, and to the gateway's own settings, routes and image.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]  # it ships no types
import pytest
import yaml

from gateway.settings import PREFIX, Settings
from tests import needs
from tests.serving import serving

DEPLOY = needs.PROJECT_DIR / "deploy"
KUBERNETES = "1.31"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DOCKERFILE = (needs.PROJECT_DIR / "Dockerfile").read_text()
GRACE = 10
"""Seconds that what runs may still take, beside those for draining."""


def _resources() -> Iterator[dict[str, Any]]:
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        if path.name != "kustomization.yaml":
            yield from yaml.safe_load_all(path.read_text())


RESOURCES = [
    pytest.param(one, id=f"{one['kind']} {one['metadata']['name']}") for one in _resources()
]


def _deployment(name: str = "tracking-gateway") -> dict[str, Any]:
    return next(
        one
        for one in _resources()
        if one["kind"] == "Deployment" and one["metadata"]["name"] == name
    )


def _pod() -> dict[str, Any]:
    pod: dict[str, Any] = _deployment()["spec"]["template"]["spec"]
    return pod


def _settings() -> dict[str, str]:
    """The settings of the gateway in Kubernetes."""
    (container,) = _pod()["containers"]
    return {one["name"]: one["value"] for one in container["env"]}


@pytest.mark.parametrize("resource", RESOURCES)
def test_kubernetes_takes_each_resource(resource: dict[str, Any]) -> None:
    kubernetes_validate.validate(resource, KUBERNETES, strict=True)


def test_a_resource_that_kubernetes_would_not_take_is_found() -> None:
    broken = _deployment()
    broken["spec"]["replica"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, KUBERNETES, strict=True)


def test_every_file_is_applied() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())["resources"]
    files = {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert set(listed) == files - {"kustomization.yaml"}


def test_compose_takes_its_file() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*check, str(DEPLOY / "compose.yaml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_setting_exists_and_takes_its_value() -> None:
    example = dict(
        line.split("=", 1)
        for line in (DEPLOY / "gateway.env.example").read_text().splitlines()
        if line and not line.startswith("#")
    )
    for given in (_settings(), COMPOSE["services"]["gateway"]["environment"], example):
        names = {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}
        assert names.keys() <= Settings.model_fields.keys()
        Settings.model_validate({name: value for name, value in names.items() if value})


async def test_every_probe_has_its_page() -> None:
    (container,) = _pod()["containers"]
    probes = [container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")]
    paths = {probe["path"] for probe in probes}
    paths.add(_deployment()["spec"]["template"]["metadata"]["annotations"]["prometheus.io/path"])
    paths |= set(re.findall(r"127\.0\.0\.1:8000(/\w+)", str(COMPOSE)))
    async with serving() as served:
        for path in sorted(paths):
            assert (await served.http.get(path)).status_code == 200, path


def test_it_is_given_the_time_to_finish_what_runs() -> None:
    draining = float(_settings()["GATEWAY_DRAIN_SECONDS"])
    assert _pod()["terminationGracePeriodSeconds"] > draining + GRACE
    default = Settings.model_fields["drain_seconds"].default
    grace = COMPOSE["services"]["gateway"]["stop_grace_period"]
    assert float(grace.removesuffix("s")) > default + GRACE


def test_it_runs_as_the_user_of_the_image() -> None:
    match = re.search(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)
    assert match is not None
    assert _pod()["securityContext"]["runAsUser"] == int(match[1])


@pytest.mark.parametrize("name", ["tracking-gateway", "tracking-gateway-valkey"])
def test_nothing_in_a_container_may_gain_rights(name: str) -> None:
    for container in _deployment(name)["spec"]["template"]["spec"]["containers"]:
        rights = container["securityContext"]
        assert rights["readOnlyRootFilesystem"]
        assert not rights["allowPrivilegeEscalation"]
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_one_replica_stays_when_a_node_is_emptied() -> None:
    (budget,) = [one for one in _resources() if one["kind"] == "PodDisruptionBudget"]
    assert 0 < budget["spec"]["minAvailable"] < _deployment()["spec"]["replicas"]
    chosen = budget["spec"]["selector"]["matchLabels"]
    assert chosen == _deployment()["spec"]["selector"]["matchLabels"]
