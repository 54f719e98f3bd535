from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from assessments.views import compare
from config import personal, views
from config.sitemaps import SITEMAPS
from reports import export_views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("method/", views.method, name="method"),
        path("privacy/", views.privacy, name="privacy"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("accounts/", include("allauth.urls")),
        path("account/", include("accounts.urls")),
        path("account/export/", personal.export, name="export"),
        path("account/delete/", personal.delete_account, name="delete_account"),
        path("cases/", include("casestudies.urls")),
        path("guide/", include("guide.urls")),
        path("ventures/", include("ventures.urls")),
        path("ventures/", include("assessments.urls")),
        path("ventures/", include("reports.urls")),
        path("", include("reports.public_urls")),
        path("compare/", compare.compare, name="compare"),
        path("compare/compare.csv", export_views.compare_csv, name="compare_csv"),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.page_not_found"
handler429 = "config.views.too_many_requests"  # allauth's rate limits look for this name
handler500 = "config.views.server_error"
