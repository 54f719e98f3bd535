from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    default = False  # else Django would take it for the configuration of this very package
    default_site = "config.admin.AdminSite"
