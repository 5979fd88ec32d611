"""The files of `docs/deploy` fit their schemas, the command and each other."""

import json
import re
import shlex
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from kbguide.cli import _parser
from kbguide.offline.pages import policy

DEPLOY = Path(__file__).parents[1] / "docs" / "deploy"
DOCUMENT = DEPLOY.parent / "scaling.md"
OFFLINE = DEPLOY.parent / "offline.md"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OBJECTS = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))
HAPROXY = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def instruction(name: str) -> list[str]:
    found = re.search(rf"^{name} (\[.*\])$", CONTAINER, re.MULTILINE)
    assert found, name
    words: list[str] = json.loads(found[1])
    return words


def one(kind: str, name: str) -> Any:
    return next(item for item in OBJECTS if (item["kind"], item["metadata"]["name"]) == (kind, name))


def pod(name: str) -> Any:
    return one("Deployment", name)["spec"]["template"]["spec"]


def served(words: list[str]) -> Namespace:
    """What the command makes of the words behind the image's own."""
    return _parser().parse_args([*instruction("ENTRYPOINT")[1:], *words])


SERVERS = {
    "the image alone": served(instruction("CMD")),
    "compose": served(COMPOSE["x-guide"]["command"]),
    "cluster": served(pod("kbguide")["containers"][0]["args"]),
}


def test_the_compose_file_fits_its_schema() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, DEPLOY / "compose.yaml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_workflow_for_pages_fits_its_schema_and_builds_with_the_command() -> None:
    workflow = DEPLOY / "github-pages.yml"
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*check, workflow], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    steps = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]["build"]["steps"]
    built = shlex.split(next(step["run"] for step in steps if "kbguide" in step.get("run", "")))
    uploaded = next(step["with"]["path"] for step in steps if "upload-pages-artifact" in step.get("uses", ""))
    for base, path in (("", "/"), ("/kbguide", "/kbguide/")):  # of a repository that is all of a site, and of any other
        words = [re.sub(r"\$\{\{.*?\}\}", base, word) for word in built]
        options = _parser().parse_args(words[1:])
        assert (str(options.folder), options.base_url) == (uploaded, path)


def test_the_document_prints_the_policy_that_the_pages_carry() -> None:
    text = OFFLINE.read_text(encoding="utf-8")
    assert re.findall("^Content-Security-Policy: (.*)$", text, re.MULTILINE) == [policy()]


@pytest.mark.parametrize("item", OBJECTS, ids=lambda item: f"{item['kind']}-{item['metadata']['name']}")
def test_each_object_fits_the_schema_of_a_cluster(item: dict[str, Any]) -> None:
    kubernetes_validate.validate(item, kubernetes_validate.latest_version(), strict=True)


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_is_reached_from_outside_where_the_others_look_for_it(name: str) -> None:
    options = SERVERS[name]
    assert (options.bind, options.port, options.metrics_port) == ("0.0.0.0", 8866, 9100)
    assert options.no_browser


@pytest.mark.parametrize("name", ["compose", "cluster"])
def test_servers_behind_haproxy_believe_it_and_lie_where_it_looks(name: str) -> None:
    options = SERVERS[name]
    found = re.search(r"presetenv KBGUIDE_PATH (\S+)", HAPROXY)
    assert found
    assert options.base_url == found[1]
    assert options.trusted_proxy
    assert f"full-page --base-url {found[1]}" in (DEPLOY / "kustomization.yaml").read_text() + str(COMPOSE)


def test_who_is_in_a_server_that_ends_has_the_time_that_draining_may_take() -> None:
    assert COMPOSE["x-guide"]["stop_grace_period"] == "11m"
    assert SERVERS["compose"].drain_timeout < 11 * 60
    assert SERVERS["cluster"].drain_timeout < pod("kbguide")["terminationGracePeriodSeconds"]


def test_every_container_may_write_nothing_and_is_nobody() -> None:
    containers = [pod(name)["containers"][0]["securityContext"] for name in ("kbguide", "kbguide-front")]
    for container in containers:
        assert container["readOnlyRootFilesystem"]
        assert not container["allowPrivilegeEscalation"]
        assert container["capabilities"] == {"drop": ["ALL"]}
    for service in COMPOSE["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
    assert re.search(r"^USER \d+:\d+$", CONTAINER, re.MULTILINE)
    assert all(pod(name)["securityContext"]["runAsNonRoot"] for name in ("kbguide", "kbguide-front"))


def test_selectors_find_what_they_are_meant_for() -> None:
    labels = {item["spec"]["template"]["metadata"]["labels"]["app"] for item in OBJECTS if item["kind"] == "Deployment"}
    for kind in ("Service", "PodDisruptionBudget", "NetworkPolicy"):
        for item in (item for item in OBJECTS if item["kind"] == kind):
            selector = item["spec"].get("selector") or item["spec"]["podSelector"]
            assert selector.get("matchLabels", selector)["app"] in labels
    assert one("Service", "kbguide-servers")["spec"]["clusterIP"] == "None"


def test_the_autoscaler_asks_for_a_figure_that_the_servers_give_and_haproxy_has_room_for_all_it_starts() -> None:
    scaler = one("HorizontalPodAutoscaler", "kbguide")["spec"]
    metric = scaler["metrics"][0]["pods"]
    from kbguide.hosting.metrics import REGISTRY

    assert metric["metric"]["name"] in {one.name for one in REGISTRY.collect()}
    assert int(metric["target"]["averageValue"]) < SERVERS["cluster"].learners
    told = {one["name"]: one.get("value") for one in pod("kbguide-front")["containers"][0]["env"]}
    assert int(told["KBGUIDE_MOST"]) > scaler["maxReplicas"]


def test_what_haproxy_is_told_is_what_its_file_asks_for() -> None:
    asked = set(re.findall(r"\$\{(KBGUIDE_\w+)\}", HAPROXY))
    front = COMPOSE["services"]["front"]["environment"]
    told = {one["name"] for one in pod("kbguide-front")["containers"][0]["env"]} - {"NAMESPACE"}
    assert set(front) <= asked
    assert told <= asked
    usual = set(re.findall(r"presetenv (KBGUIDE_\w+)", HAPROXY))
    named = set(re.findall(r"^    # (KBGUIDE_\w+)", HAPROXY, re.MULTILINE)) | {"KBGUIDE_B"}
    assert asked == usual | named
    assert [one["name"] for one in COMPOSE_FILES if not (DEPLOY / one["name"]).exists()] == ["full.http", "site.pem"]


COMPOSE_FILES = [
    *({"name": one.split(":")[0].removeprefix("./")} for one in COMPOSE["services"]["front"]["volumes"]),
    *({"name": one["file"].removeprefix("./")} for one in COMPOSE["secrets"].values()),
]


@pytest.mark.parametrize("file", [*sorted(DEPLOY.iterdir()), DOCUMENT, OFFLINE], ids=lambda file: file.name)
def test_every_option_that_is_named_exists(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    commands = next(iter(action for action in _parser()._actions if action.dest == "==SUPPRESS==")).choices
    known = {name for command in commands.values() for name in command._option_string_actions}
    others = {"--from", "--no-cache-dir", "--directory"}  # of a Containerfile, and of Python's own server
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - known - others == set()


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_no_file_names_a_registry_or_a_place_that_somebody_has(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    images = re.findall(r"(?:image: |^FROM )(\S+)", text, re.MULTILINE)
    assert all(name.startswith("registry.example/") for name in images)
    assert not re.search(r"/(home|root|work|Users)/", text)
