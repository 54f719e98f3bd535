from django.urls import path

from guide import views

app_name = "guide"
urlpatterns = [
    path("", views.index, name="index"),
    path("steps/<slug:slug>/", views.step, name="step"),
    path("decisions/<slug:slug>/", views.decision, name="decision"),
    path("tools/", views.tools, name="tools"),
    path("references/", views.references, name="references"),
    path("measures/", views.measures, name="measures"),
    path("terms/", views.terms, name="terms"),
    path("<slug:slug>/", views.topic, name="topic"),
]
