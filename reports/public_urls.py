"""Pages for people without an account."""

from django.urls import path

from reports import share_views, verify_views

app_name = "public"
urlpatterns = [
    path("verify/", verify_views.verify, name="verify_any"),
    path("verify/<str:sha256>/", verify_views.verify, name="verify"),
    path("s/<str:token>/", share_views.shared, name="shared"),
    path("s/<str:token>/<uuid:report>/", share_views.shared_file, name="shared_file"),
]
