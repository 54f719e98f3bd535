"""The long run before a release (`make long`): whatever dies in whatever moment, each report arrives, and once.

A PostgreSQL and a Redis of its own, the worker and the clock as they run on a server. The kills aim at the start, at
the middle of the pages, at the moment between setting and storing, and at the one after; the moments are drawn.
"""

import hashlib
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import redis

from tests.reports.installation import Installation
from tools import servers

pytestmark = pytest.mark.long
PEOPLE, VENTURES_EACH, LANGUAGES = 25, 2, ("en", "zh-hans")
REPORTS = PEOPLE * VENTURES_EACH * len(LANGUAGES)
KILLS, WIPES, AGAIN = 50, 3, 50
LEASE = 30  # seconds; a busy machine sets two reports at once well within
PATIENCE = 60  # seconds to wait for the moment of a kill; after a wipe the clock has to ring first
MINUTES_TO_END = 30
MOMENTS = {
    "pages": "SELECT EXISTS (SELECT FROM reports_report WHERE step = 4 AND lease_until > %(since)s)",
    "storing": "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query_start > %(started)s",
    "stored": "SELECT count(*) >= %(few)s FROM stored WHERE moment > %(started)s",
}
# Notes each committed file, and takes its time, so that a kill can hit the transaction that stores it.
WATCH = """
CREATE TABLE stored (report bigint, moment timestamptz DEFAULT clock_timestamp());
CREATE FUNCTION note_stored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stored (report) VALUES (NEW.report_id);
    PERFORM pg_sleep(random());
    RETURN NEW;
END $$;
CREATE TRIGGER note_stored AFTER INSERT ON reports_reportfile FOR EACH ROW EXECUTE FUNCTION note_stored();
"""
ASK = f"""
from pathlib import Path
from django.test import Client
from django.urls import reverse
from accounts.models import User
from assessments import scoring
from assessments.models import Assessment
from assessments.models.answered import fill
from ventures.models import Venture
samples = [scoring.load(file.read_bytes()) for file in sorted(Path("assessments/content/samples").glob("*.yaml"))]
for number in range({PEOPLE}):
    person, client = User.objects.create(email=f"person{{number}}@example.org"), Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for count in range({VENTURES_EACH}):
        venture = Venture.found(person, f"Venture {{number}} 项目 {{count}}")
        assessment = Assessment.begin(venture, person)
        fill(assessment, scoring.read(samples[(number + count) % len(samples)], assessment.bank.parsed))
        asked = client.post(reverse("reports:create", args=[venture.code]), {{"languages": {LANGUAGES!r}}})
        assert asked.status_code == 302 and assessment.snapshots.get().reports.count() == {len(LANGUAGES)}
"""
# What a person does with a report that says it was started five times: press the button again.
PRESS = """
from django.test import Client
from django.urls import reverse
from reports.models import Report
for report in Report.objects.FILTER.select_related("requested_by", "snapshot__assessment__venture"):
    client = Client()
    client.force_login(report.requested_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    code = report.snapshot.assessment.venture.code
    assert client.post(ADDRESS).status_code == 302
"""
TRY_AGAIN = PRESS.replace("FILTER", 'exclude(error="")').replace(
    "ADDRESS", 'reverse("reports:create", args=[code]), {"report": report.code}'
)
MAKE_AGAIN = PRESS.replace("FILTER", "filter(pk__in=CHOSEN)").replace(
    "ADDRESS", 'reverse("reports:make_again", args=[code, report.code])'
)


class Records:
    """What the database says, without the application."""

    def __init__(self, connection):
        self.connection = connection

    def value(self, query, **values):
        return self.connection.execute(query, values).fetchone()[0]

    def column(self, query, **values):
        return [row[0] for row in self.connection.execute(query, values)]

    def count(self, condition):
        return self.value(f"SELECT count(*) FROM reports_report WHERE {condition}")

    @property
    def now(self):
        return self.value("SELECT clock_timestamp()")

    def files(self):
        """The hash of each stored file, worked out here."""
        rows = self.connection.execute("SELECT report_id, pdf FROM reports_reportfile")
        return {report: hashlib.sha256(content).hexdigest() for report, content in rows}


OPEN, HELD = "built IS NULL AND error = ''", "token IS NOT NULL AND lease_until > now()"


@pytest.fixture(scope="module")
def storm():
    """A hundred reports, fifty kills and three wipes; then time to end."""
    seed = int(os.environ.get("STORM_SEED") or time.time())
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="fw-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database server runs as another user and must get through
        with ExitStack() as stack:
            database = stack.enter_context(servers.postgres(folder))
            broker = stack.enter_context(servers.redis(folder))
            installation = Installation(folder, LEASE, database, broker)
            records = Records(stack.enter_context(psycopg.connect(database, autocommit=True)))
            records.connection.execute(WATCH)
            installation.run(ASK)
            found = SimpleNamespace(installation=installation, records=records, hit=Counter(), pressed=0)
            say(f"seed {seed}; {records.count(OPEN)} reports asked for")
            began = time.monotonic()
            with installation.clock():
                rage(found, stack.enter_context(redis.Redis.from_url(broker)), chance)
                settle(found)
                seconds = time.monotonic() - began
                say(f"all ended after {seconds:.0f} s; {dict(found.hit)}; pressed again {found.pressed}")
                yield found


def say(text):
    print(f"[{datetime.now():%H:%M:%S}] {text}", flush=True)  # noqa: T201 - a run of an hour should show where it is


def rage(found, broker, chance):
    """Kill the worker with everything below it, again and again, while reports wait and are made."""
    records = found.records
    wiped = chance.sample(range(KILLS), WIPES)
    for number in range(KILLS):
        moment = chance.choice(["start", *MOMENTS])
        if records.count(OPEN) <= KILLS - number:
            moment = "start"  # so that something is left to be hit to the end
        started = records.now
        with found.installation.worker(slots=2) as process:
            if number in wiped:
                time.sleep(chance.uniform(0, 5))
                broker.flushall()
                moment = "stored"  # the queue has to come back without a new worker
            reached = wait_for(records, moment, started, chance)
            in_work = records.count(HELD)
            os.killpg(process.pid, signal.SIGKILL)
        found.hit["kills"] += 1
        found.hit["wipes"] += number in wiped
        found.hit[f"at {moment}" if reached else "too late"] += 1
        found.hit["reports hit in work"] += in_work
        say(f"kill {number + 1} at {moment}, {in_work} held, {records.count(OPEN)} open")
    found.open_at_last_kill = records.count(OPEN)


def wait_for(records, moment, started, chance):
    if moment == "start":
        time.sleep(chance.uniform(0, 8))
        return True
    deadline = time.monotonic() + PATIENCE
    known = {"started": started, "since": started + timedelta(seconds=LEASE), "few": chance.randint(1, 3)}
    while time.monotonic() < deadline:
        if records.value(MOMENTS[moment], **known):
            if moment == "pages":
                time.sleep(chance.uniform(0, 3))
            return True
        time.sleep(0.02)
    return False


def settle(found):
    """Let a worker live until nothing is open, and press again where five attempts were killed."""
    records = found.records
    deadline = time.monotonic() + 60 * MINUTES_TO_END
    with found.installation.worker(slots=2):
        while time.monotonic() < deadline and records.count("built IS NULL"):
            if records.count("error <> ''"):
                found.pressed += records.count("error <> ''")
                found.installation.run(TRY_AGAIN)
            time.sleep(1)


def test_every_kill_found_reports_to_hit(storm):
    assert (storm.hit["kills"], storm.hit["wipes"]) == (KILLS, WIPES)
    assert storm.open_at_last_kill
    assert storm.hit["reports hit in work"] >= KILLS // 2


def test_no_report_is_lost(storm):
    assert storm.records.count("built IS NOT NULL AND error = ''") == REPORTS
    assert len(storm.records.files()) == REPORTS


def test_no_report_is_stored_twice(storm):
    assert sorted(storm.records.column("SELECT report FROM stored")) == sorted(storm.records.files())


def test_no_report_is_left_running(storm):
    assert storm.records.count("token IS NOT NULL OR lease_until IS NOT NULL") == 0


def test_every_file_is_whole(storm, tmp_path):
    stored = dict(storm.records.connection.execute("SELECT report_id, sha256 FROM reports_reportfile").fetchall())
    assert storm.records.files() == stored
    for number, content in storm.records.connection.execute("SELECT report_id, pdf FROM reports_reportfile"):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(content)
        checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr


def test_fifty_reports_made_again_are_the_same_to_the_byte(storm):
    records, before = storm.records, storm.records.files()
    ordered = "SELECT DISTINCT ON (snapshot_id) id FROM reports_report ORDER BY snapshot_id, md5(id::text)"
    chosen = records.column(ordered)  # one language of each snapshot
    assert len(chosen) == AGAIN
    assert set(records.column("SELECT language FROM reports_report WHERE id = ANY(%(ids)s)", ids=chosen)) == {
        *LANGUAGES
    }
    records.connection.execute("UPDATE reports_report SET created = created - interval '1 day'")  # the limit of an hour
    storm.installation.run(MAKE_AGAIN.replace("CHOSEN", repr(chosen)))
    assert records.count("built IS NULL") == AGAIN
    settle(storm)
    after = records.files()
    same = [number for number in chosen if after.get(number) == before[number]]
    say(f"{len(same)} of {AGAIN} made again are the same to the byte")
    assert len(same) == AGAIN
    assert storm.records.value("SELECT count(*) FROM stored") == REPORTS + AGAIN
