from typing import Any

from django.core.management.base import BaseCommand

from reports import tasks


class Command(BaseCommand):
    help = "Announce reports again that nobody works on, and fail those tried too often. The beat does it every 15 s."

    def handle(self, *args: Any, **options: Any) -> None:
        tasks.reap()
