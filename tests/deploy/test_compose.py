"""docker-compose.yml and the Dockerfile, as far as they can be checked without an engine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from embedded.programs import QUEUES

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {"migrate", "web", "web-public", "worker", "worker-exports", "beat"}
SERVICES = OURS | {"postgres", "redis", "proxy"}
# Read by gunicorn and Celery themselves, not by the settings.
NOT_SETTINGS = {"WEB_CONCURRENCY"}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_URL$")


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dockerfile() -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def known_to_the_settings() -> set[str]:
    text = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:env\.\w+|one_of|secret|has|database)\(\s*f?"([A-Z_]+)"', text))
    return named | {"DATABASE_OWNER_URL"}


def test_the_services_of_the_issue_are_there(compose):
    assert set(compose["services"]) == SERVICES


def test_every_service_that_stays_has_a_health_check_and_comes_back(compose):
    for name, service in compose["services"].items():
        if name == "migrate":
            assert service["restart"] == "no"
            continue
        assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name
        assert service["restart"] == "unless-stopped", name


def test_several_web_nodes_and_workers_one_scheduler(compose):
    services = compose["services"]
    for name in ("web", "worker"):
        default = re.fullmatch(r"\$\{\w+:-(\d+)\}", services[name]["deploy"]["replicas"])
        assert int(default[1]) >= 2
        assert "container_name" not in services[name]
        assert "ports" not in services[name]
    assert "deploy" not in services["beat"]


def test_images_are_pinned_by_a_version(compose, dockerfile):
    images = [service["image"] for service in compose["services"].values()]
    images += [line.split()[1] for line in dockerfile if line.startswith("FROM")]
    for image in images:
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)*$", image), image
        assert "latest" not in image


def test_every_variable_is_known_to_the_settings(compose, known_to_the_settings):
    for name in OURS:
        for variable in compose["services"][name]["environment"]:
            assert variable.removesuffix("_FILE") in known_to_the_settings | NOT_SETTINGS, f"{name}: {variable}"


def test_every_variable_that_must_be_set_stands_in_the_example():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    offered = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) == offered


def test_secrets_come_by_file_and_only_to_those_who_need_them(compose):
    services = compose["services"]
    for name, service in services.items():
        for variable, value in service.get("environment", {}).items():
            if SECRET.search(variable) and variable != "PORTAL_URL":
                assert variable.endswith("_FILE"), f"{name}: {variable}"
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"], f"{name}: {variable}"
    assert {s for service in services.values() for s in service["secrets"] if s} <= set(compose["secrets"])
    with_owner = [name for name, service in services.items() if "database_owner_url" in service["secrets"]]
    assert with_owner == ["migrate"]
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_internet_side_has_a_database_role_of_its_own(compose):
    services = compose["services"]
    secrets = {name: set(service["secrets"]) for name, service in services.items()}
    assert services["web-public"]["environment"]["DATABASE_URL_FILE"] == "/run/secrets/database_public_url"
    assert [name for name, known in secrets.items() if "database_public_url" in known] == ["web-public"]
    assert not secrets["web-public"] & {"database_url", "database_owner_url"}
    assert "musubi_public" in (ROOT / "deploy" / "postgres" / "10-roles.sh").read_text(encoding="utf-8")


def test_nothing_starts_before_the_tables_are_there(compose):
    for name in OURS - {"migrate"}:
        waits = compose["services"][name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully", name
        assert waits["postgres"]["condition"] == waits["redis"]["condition"] == "service_healthy"


def test_only_the_proxy_can_be_reached_and_the_servers_reach_nobody(compose):
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["back"]["internal"] is True
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["back"]
    assert "back" not in services["proxy"]["networks"]


def test_two_faces_and_the_files_where_they_are_needed(compose):
    services = compose["services"]
    assert services["web"]["environment"]["PORTAL_FACE"] == "office"
    assert services["web-public"]["environment"]["PORTAL_FACE"] == "public"
    for name in ("web", "web-public", "worker", "worker-exports"):
        assert services[name]["volumes"] == ["files:/data"]
    for name in OURS:
        assert "PORTAL_DEMO" not in services[name]["environment"]
        assert "DEBUG" not in services[name]["environment"]


def test_the_workers_listen_to_every_queue_and_exports_keep_no_other_waiting(compose):
    listened = {}
    for name in ("worker", "worker-exports"):
        (queues,) = (each for each in compose["services"][name]["command"] if each.startswith("--queues="))
        listened[name] = queues.removeprefix("--queues=").split(",")
    assert sorted(listened["worker"] + listened["worker-exports"]) == sorted(QUEUES)
    assert listened["worker-exports"] == ["exports"]


def test_what_the_volumes_mount_exists(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).exists(), volume


def test_the_image_runs_as_an_ordinary_user(compose, dockerfile):
    users = [line.split()[1] for line in dockerfile if line.startswith("USER")]
    assert users == ["musubi"]
    assert dockerfile.index("USER musubi") > max(i for i, line in enumerate(dockerfile) if line.startswith("COPY"))
    for name in OURS:
        assert "user" not in compose["services"][name]
        assert compose["services"][name]["cap_drop"] == ["ALL"]


def test_what_the_dockerfile_copies_gets_past_dockerignore(dockerfile):
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = {line[1:] for line in ignore if line.startswith("!")}
    for line in dockerfile:
        if line.startswith("COPY") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert source == "." or source in let_through, source
    for name in let_through - {"deploy/*.py"}:
        assert (ROOT / name).exists(), name


def test_making_secrets_twice_keeps_them(tmp_path):
    script = tmp_path / "make_secrets.py"
    script.write_bytes((ROOT / "deploy" / "make_secrets.py").read_bytes())

    def make() -> dict[str, str]:
        subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
        return {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    first = make()
    assert make() == first
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert first["app_password"].strip() in first["database_url"]
    assert first["public_password"].strip() in first["database_public_url"]
    assert first["owner_password"].strip() in first["database_owner_url"]
