from django.urls import path

from reports import export_views, import_views, share_views, views

app_name = "reports"
urlpatterns = [
    path("import/", import_views.import_new, name="import_new"),
    path("<uuid:code>/import/", import_views.import_document, name="import"),
    path("<uuid:code>/reports/", views.index, name="index"),
    path("<uuid:code>/reports/create/", views.create, name="create"),
    path("<uuid:code>/reports/export/<str:file>", export_views.export, name="export"),
    path("<uuid:code>/reports/links/", share_views.shares, name="shares"),
    path("<uuid:code>/reports/links/<int:link>/revoke/", share_views.revoke, name="revoke"),
    path("<uuid:code>/reports/<uuid:report>/", views.detail, name="detail"),
    path("<uuid:code>/reports/<uuid:report>/again/", views.make_again, name="make_again"),
    path("<uuid:code>/reports/<uuid:report>/download/", views.download, name="download"),
]
