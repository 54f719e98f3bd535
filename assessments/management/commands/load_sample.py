import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import User
from assessments.models import Assessment, Bank
from assessments.models.answered import fill
from assessments.scoring import read
from ventures.models import Venture

SAMPLES = Path(__file__).resolve().parents[2] / "content" / "samples"
FINISHED = "clearnote.yaml"  # the other one is left open, so that a newcomer sees both


class Command(BaseCommand):
    help = "A sample founder with two ventures, and a curator; prints their sign-ins. May be run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        founder = self.person("founder@fairway.example", "Maya Okafor")
        curator = self.person("curator@fairway.example", "Lin Yue", is_staff=True)
        curator.groups.set(Group.objects.filter(name="Curators"))
        if not founder.ventures.exists():
            for file in sorted(SAMPLES.glob("*.yaml")):
                self.venture(founder, file)

    def person(self, email: str, name: str, **fields: Any) -> User:
        """The account, with a password that is made up once on this machine and kept beside the database."""
        kept = self.passwords()
        user = User.objects.filter(email=email).first()
        if user is None or email not in kept:
            kept[email] = secrets.token_urlsafe(9)
            user = user or User(email=email, name=name, **fields)
            user.set_password(kept[email])
            user.save()
            self.sign_ins.touch(mode=0o600)
            self.sign_ins.write_text(json.dumps(kept))
        told = kept[email] if user.check_password(kept[email]) else "(the password was changed since)"
        self.stdout.write(f"  {email}  {told}")
        return user

    @property
    def sign_ins(self) -> Path:
        path: Path = settings.DATA_DIR / "sign-ins.json"
        return path

    def passwords(self) -> dict[str, str]:
        return json.loads(self.sign_ins.read_text()) if self.sign_ins.exists() else {}

    @transaction.atomic
    def venture(self, founder: User, file: Path) -> None:
        bank = Bank.objects.current().parsed
        document = read(file.read_text("utf-8"), bank)
        summary = document.venture_summary
        line = summary if isinstance(summary, str) else summary["en"]
        venture = Venture.found(founder, document.venture_name, line)
        assessment = Assessment.begin(venture, founder)
        fill(assessment, document)
        if file.name == FINISHED:
            assessment.finish()
