"""Mail where there is no mail server."""

from typing import TextIO

from django.core.mail import EmailMessage
from django.core.mail.backends import console

RULE = "-" * 79


class PrintedMail(console.EmailBackend):
    """Prints a message to be read and clicked. Django prints it as it travels: Chinese in base64, links torn in two."""

    stream: TextIO

    def write_message(self, message: EmailMessage) -> None:
        head = f"To: {', '.join(message.to)}\nSubject: {message.subject}"
        self.stream.write(f"{RULE}\n{head}\n\n{str(message.body).strip()}\n{RULE}\n")
