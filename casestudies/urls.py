from django.urls import path

from casestudies import views

app_name = "casestudies"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.detail, name="detail"),
]
