import logging
from functools import partial
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from celery.signals import worker_process_shutdown, worker_ready
from django.db import transaction
from django.utils import timezone

from reports.models import Report

logger = logging.getLogger(__name__)


@shared_task
def build_report(report_id: int) -> None:
    report = Report.objects.filter(pk=report_id).first()
    if report is not None:  # else its venture was deleted meanwhile
        from reports import pdf  # WeasyPrint takes long to load, and web processes, which ring, never need it

        with pdf.collected_after():
            report.build(too_slow=SoftTimeLimitExceeded)
        following = Report.objects.following(report)  # it waited, as one report of a person is made at a time
        if following is not None:
            ring(following.pk)


@shared_task
def reap() -> None:
    """Fail what was tried too often, and announce again what nobody works on."""
    given_up = Report.objects.give_up()
    if given_up:
        logger.warning("gave up %s reports", given_up)
    for report in Report.objects.overlooked():
        Report.objects.filter(pk=report.pk).update(rung=timezone.now())
        publish(report)


def publish(report: Report) -> None:
    """Tell the workers once the row is committed. The row is the job: if the bell does not ring, the reaper will."""
    transaction.on_commit(partial(ring, report.pk))


def ring(report_id: int) -> None:
    try:
        build_report.delay(report_id)
    except Exception as error:
        logger.warning("report %s waits, the broker does not answer: %s", report_id, error)


@worker_ready.connect
def at_start(**_: Any) -> None:
    """A worker that comes up asks at once for what was left lying."""
    try:
        reap.delay()
    except Exception as error:
        logger.warning("the broker does not answer: %s", error)


@worker_process_shutdown.connect
def at_end(**_: Any) -> None:
    """WeasyPrint keeps copies of the fonts in a temporary folder and removes them only if it is told."""
    from reports import pdf

    pdf.close()
