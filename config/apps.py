from django.apps import AppConfig
from django.contrib.admin import apps


class ConfigConfig(AppConfig):
    name = "config"
    default = True

    def ready(self) -> None:
        from config import durability  # noqa: F401 - registers its check


class AdminConfig(apps.AdminConfig):
    default = False
    default_site = "config.admin.AdminSite"
