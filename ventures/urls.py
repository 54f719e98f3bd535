from django.urls import path

from ventures import views

app_name = "ventures"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:code>/edit/", views.edit, name="edit"),
    path("<uuid:code>/archive/", views.archive, name="archive"),
    path("<uuid:code>/restore/", views.restore, name="restore"),
    path("<uuid:code>/delete/", views.delete, name="delete"),
]
