from django.urls import path

from assessments.views import channels, plan, portfolio, results, rounds, valuation, weights, what_if, wizard
from assessments.views.actions import actions
from assessments.views.guidance import guide_matches
from assessments.views.similar import case_compared, near
from assessments.views.steps import steps

app_name = "assessments"
urlpatterns = [
    path("guide/<slug:slug>/", guide_matches, name="guide_matches"),
    path("cases/", near, name="near"),
    path("cases/<slug:slug>/", case_compared, name="case_compared"),
    path("<uuid:code>/steps/", steps, name="steps"),
    path("<uuid:code>/plan/", actions, name="actions"),
    path("", portfolio.portfolio, name="portfolio"),
    path("<uuid:code>/", portfolio.overview, name="overview"),
    path("<uuid:code>/assessment/", wizard.tasks, name="tasks"),
    path("<uuid:code>/assessment/start/", wizard.start, name="start"),
    path("<uuid:code>/assessment/review/", wizard.review, name="review"),
    path("<uuid:code>/assessment/finish/", wizard.finish, name="finish"),
    path("<uuid:code>/assessment/<slug:section>/", wizard.section, name="section"),
    path("<uuid:code>/assessment/<slug:section>/<slug:item>/", wizard.question, name="question"),
    path("<uuid:code>/results/", results.result, name="result"),
    path("<uuid:code>/results/channels/", channels.channels, name="channels"),
    path("<uuid:code>/results/weights/", weights.weights, name="weights"),
    path("<uuid:code>/results/what-if/", what_if.what_if, name="what_if"),
    path("<uuid:code>/results/history/", rounds.history, name="history"),
    path("<uuid:code>/results/changes/", rounds.changes, name="changes"),
    path("<uuid:code>/results/valuation/", valuation.valuation, name="valuation"),
    path("<uuid:code>/rounds/new/", rounds.new_round, name="new_round"),
    path("<uuid:code>/results/<slug:node>/", results.dimension, name="dimension"),
    path("<uuid:code>/risks/plan/", plan.plan, name="plan"),
    path("<uuid:code>/risks/", results.risks, name="risks"),
]
