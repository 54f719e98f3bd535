"""Pages for people without an account."""

from django.urls import path

from reports import verify_views

app_name = "public"
urlpatterns = [
    path("verify/", verify_views.verify, name="verify_any"),
    path("verify/<str:sha256>/", verify_views.verify, name="verify"),
]
