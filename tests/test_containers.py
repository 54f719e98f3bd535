"""The container set-up: no engine is needed to see that its commands, checks and variables are good."""

import json
import os
import re
import signal
import subprocess
import time
from contextlib import ExitStack

import pytest
import yaml

from tools import ROOT, VENV, servers, variables

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
SETTINGS = variables.read_by(ROOT / "config" / "settings.py")


def image_command():
    (line,) = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)
    return json.loads(line)


def shell(text):
    """A compose file doubles the dollar sign to keep it."""
    return ["sh", "-c", text.replace("$$", "$")]


@pytest.fixture(scope="module")
def broker_address(tmp_path_factory):
    """The broker of this test run, else one just for this file."""
    with ExitStack() as stack:
        yield os.environ.get("REDIS_URL") or stack.enter_context(servers.redis(tmp_path_factory.mktemp("broker")))


@pytest.fixture
def environment(tmp_path, broker_address):
    """What the compose file gives its containers, with the servers of this test run."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return kept | {
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "SECRET_KEY": "x" * 60,
        "HOSTS": "fairway.example.org",
        "HTTPS": "1",
        "STAFF_SECOND_FACTOR": "1",
        "DATA_DIR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "collected"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'fairway.sqlite3'}",
        "REDIS_URL": broker_address,
        "GRANIAN_WORKERS": "1",
        "PORT": str(servers.free_port()),
    }


@pytest.fixture
def serve(environment):
    """Starts a command; ends it with everything that it started."""
    started = []

    def start(command):
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def passes(check, environment):
    return subprocess.run(check, cwd=ROOT, env=environment, capture_output=True, timeout=60).returncode == 0


def wait_until_healthy(process, check, environment):
    deadline = time.monotonic() + 60
    while not passes(check, environment):
        assert process.poll() is None, "the container's command has ended"
        assert time.monotonic() < deadline, "the health check never passed"
        time.sleep(0.5)


@pytest.mark.worker
def test_the_set_up_command_fills_a_database_and_the_web_command_serves_it(environment, serve):
    assert passes(SERVICES["migrate"]["command"], environment)
    command = [{"8000": environment["PORT"], "0.0.0.0": "127.0.0.1"}.get(part, part) for part in image_command()]
    wait_until_healthy(serve(command), SERVICES["web"]["healthcheck"]["test"][1:], environment)


@pytest.mark.worker
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_the_health_check_finds_the_running_process(name, environment, serve, tmp_path):
    command = [part.replace("/tmp/", f"{tmp_path}/") for part in SERVICES[name]["command"]]
    process = serve(command)
    wait_until_healthy(process, shell(SERVICES[name]["healthcheck"]["test"][1]), environment)


@pytest.mark.worker
def test_the_health_check_fails_without_the_process(environment):
    assert not passes(shell(SERVICES["worker"]["healthcheck"]["test"][1]), environment)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_container_is_one_that_the_settings_read(name):
    assert set(SERVICES[name]["environment"]) - {"GRANIAN_WORKERS"} <= SETTINGS


def test_no_secret_is_written_into_the_files():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in text
        assert f"\n{name}=\n" in (ROOT / ".env.example").read_text()


def test_the_example_names_what_the_compose_file_asks_for_and_nothing_else():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert named <= asked
    assert asked - named <= {"HTTPS", "STAFF_SECOND_FACTOR"}  # for trying out; on in earnest


def test_the_database_writes_no_statement_and_no_value_into_its_log():
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(SERVICES["db"]["command"])


def test_the_site_is_published_to_its_own_machine_only():
    assert all(port.startswith("127.0.0.1:") for service in SERVICES.values() for port in service.get("ports", []))


def test_every_lasting_service_is_checked_for_health_and_started_again():
    lasting = {name: service for name, service in SERVICES.items() if name != "migrate"}
    assert all("healthcheck" in service for service in lasting.values())
    assert all(service["restart"] == "unless-stopped" for service in lasting.values())


def test_containers_do_not_run_as_root():
    instructions = re.findall(r"^(USER|CMD|COPY|RUN) ?(\S*)", (ROOT / "Dockerfile").read_text(), re.M)
    assert instructions[-2] == ("USER", "fairway")


def test_the_image_installs_the_libraries_that_set_up_asks_for():
    from tools.install import PDF_LIBRARIES

    assert all(library in (ROOT / "Dockerfile").read_text() for library in PDF_LIBRARIES)


@pytest.mark.parametrize(
    ("program", "usage"),
    [("granian", "granian --help"), ("worker", "celery worker --help"), ("beat", "celery beat --help")],
)
def test_the_commands_of_the_guide_use_options_that_exist(program, usage):
    lines = re.findall(r"^ExecStart=(.*)$", (ROOT / "docs" / "deploy.md").read_text(), re.M)
    (line,) = [line for line in lines if re.search(rf"\b{program}\b", line)]
    help_text = subprocess.run([VENV / "bin" / usage.split()[0], *usage.split()[1:]], capture_output=True, text=True)
    options = set(re.findall(r"--[a-z-]+", line)) - {"--quiet"}
    assert options
    assert options <= set(re.findall(r"--[a-z-]+", help_text.stdout))
