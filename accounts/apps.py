from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """allauth and Django announce these changes, and offer no other place to add something to them."""
        from allauth.mfa.signals import (
            authentication_failed,
            authenticator_added,
            authenticator_removed,
            authenticator_reset,
        )
        from django.contrib.auth.signals import user_logged_in

        from accounts import sessions

        user_logged_in.connect(sessions.begin)
        authentication_failed.connect(sessions.note_failure)
        for changed in (authenticator_added, authenticator_removed, authenticator_reset):
            changed.connect(sessions.end_others)
