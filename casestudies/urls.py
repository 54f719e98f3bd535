from django.contrib.auth.decorators import login_not_required
from django.urls import path

from casestudies import views
from casestudies.feeds import CaseFeed

app_name = "casestudies"
urlpatterns = [
    path("", views.index, name="index"),
    path("feed/", login_not_required(CaseFeed()), name="feed"),
    path("<slug:slug>/", views.detail, name="detail"),
]
