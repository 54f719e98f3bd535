from celery import shared_task

from accounts import sessions


@shared_task
def forget() -> None:
    sessions.forget_ended()
