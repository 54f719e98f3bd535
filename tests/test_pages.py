"""Every address as every person. An address that is missing from the table fails the test."""

import uuid
from collections.abc import Iterator
from itertools import product

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.models import Assessment
from reports.models import Report, ReportFile
from reports.sharing import ShareLink
from ventures.models import Venture

CANARY = "canary-7d21"  # in every text of the venture

# GET: signed out, stranger, viewer, editor, owner. 302 leads to sign-in or onwards, 405 takes forms only.
TABLE = """
home                                    200 200 200 200 200
method                                  200 200 200 200 200
privacy                                 200 200 200 200 200
accessibility                           200 200 200 200 200
healthz                                 200 200 200 200 200
readyz                                  200 200 200 200 200
favicon                                 302 302 302 302 302
sitemap                                 200 200 200 200 200
casestudies:feed                        200 200 200 200 200
casestudies:index                       200 200 200 200 200
casestudies:detail                      200 200 200 200 200
guide:index                             200 200 200 200 200
guide:topic                             200 200 200 200 200
guide:step                              200 200 200 200 200
guide:decision                          200 200 200 200 200
guide:tools                             200 200 200 200 200
guide:references                        200 200 200 200 200
guide:measures                          200 200 200 200 200
guide:terms                             200 200 200 200 200
assessments:guide_matches               200 200 200 200 200

account_login                           200 302 302 302 302
account_signup                          200 302 302 302 302
account_logout                          302 200 200 200 200
account_inactive                        200 200 200 200 200
account_reauthenticate                  302 200 200 200 200
account_email                           302 200 200 200 200
account_email_verification_sent         200 200 200 200 200
account_change_password                 302 200 200 200 200
account_set_password                    302 302 302 302 302
account_reset_password                  200 200 200 200 200
account_reset_password_done             200 200 200 200 200
account_reset_password_from_key         200 200 200 200 200
account_reset_password_from_key_done    200 200 200 200 200
account_confirm_login_code              302 302 302 302 302
account_confirm_email                   200 200 200 200 200
mfa_index                               302 200 200 200 200
mfa_authenticate                        302 302 302 302 302
mfa_reauthenticate                      302 302 302 302 302
mfa_activate_totp                       302 302 302 302 302
mfa_deactivate_totp                     302 404 404 404 404
mfa_view_recovery_codes                 302 404 404 404 404
mfa_generate_recovery_codes             302 302 302 302 302
mfa_download_recovery_codes             302 404 404 404 404
mfa_list_webauthn                       302 200 200 200 200
mfa_add_webauthn                        302 302 302 302 302
mfa_reauthenticate_webauthn             302 302 302 302 302
mfa_remove_webauthn                     302 302 302 302 302
mfa_edit_webauthn                       302 302 302 302 302
mfa_login_webauthn                      302 302 302 302 302
usersessions_list                       302 200 200 200 200
accounts:profile                        302 200 200 200 200
accounts:language                       302 405 405 405 405
accounts:theme                          405 405 405 405 405
export                                  302 200 200 200 200
delete_account                          302 302 302 302 302

assessments:portfolio                   302 200 200 200 200
compare                                 302 200 200 200 200
compare_csv                             302 404 404 404 404
ventures:create                         302 200 200 200 200
ventures:edit                           302 404 404 200 200
ventures:archive                        302 405 405 405 405
ventures:restore                        302 405 405 405 405
ventures:delete                         302 404 404 404 200

assessments:overview                    302 404 200 200 200
assessments:tasks                       302 404 200 200 200
assessments:start                       302 405 405 405 405
assessments:section                     302 404 404 200 200
assessments:question                    302 404 404 200 200
assessments:review                      302 404 200 200 200
assessments:finish                      302 405 405 405 405
assessments:result                      302 404 200 200 200
assessments:channels                    302 404 200 200 200
assessments:weights                     302 404 200 200 200
assessments:what_if                     302 404 200 200 200
assessments:history                     302 404 200 200 200
assessments:changes                     302 404 200 200 200
assessments:valuation                   302 404 200 200 200
assessments:new_round                   302 405 405 405 405
assessments:dimension                   302 404 200 200 200
assessments:plan                        302 404 200 200 200
assessments:near                        302 200 200 200 200
assessments:case_compared               200 200 200 200 200
assessments:steps                       302 404 200 200 200
assessments:actions                     302 404 200 200 200
assessments:risks                       302 404 200 200 200
assessments:valuation                   302 404 200 200 200
assessments:history                     302 404 200 200 200
assessments:changes                     302 404 200 200 200
assessments:new_round                   302 405 405 405 405

reports:index                           302 404 200 200 200
reports:create                          302 404 302 302 302
reports:detail                          302 404 200 200 200
reports:download                        302 404 200 200 200
reports:import                          302 404 404 200 200
reports:import_new                      302 200 200 200 200
reports:make_again                      302 405 405 405 405
reports:shares                          302 404 404 200 200
reports:revoke                          302 405 405 405 405
public:shared                           404 404 404 404 404
public:shared_file                      404 404 404 404 404
public:verify_any                       200 200 200 200 200
public:verify                           200 200 200 200 200
reports:export                          302 404 200 200 200
"""
SLUGS = {
    "guide:topic": "funding", "guide:step": "market-research", "guide:decision": "business-model",
    "assessments:guide_matches": "funding",
}  # fmt: skip
METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]
PEOPLE = ["nobody", "charlie", "victor", "bob", "alice"]
EXPECTED = {
    name: dict(zip(PEOPLE, map(int, statuses), strict=True))
    for name, *statuses in (line.split() for line in TABLE.splitlines() if line)
}


def patterns(resolver: URLResolver, space: str = "", above: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Name and arguments of every address but those of the administration."""
    for pattern in resolver.url_patterns:
        arguments = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", list(arguments)
        elif pattern.namespace != "admin":
            yield from patterns(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, arguments)


ADDRESSES = dict(patterns(get_resolver()))


@pytest.fixture
def addresses(filled, alice):
    """Every address, filled in for Alice's venture, whose every text holds the canary."""
    call_command("load_cases", verbosity=0)
    venture = filled.venture
    venture.name, venture.summary = f"{CANARY} name", f"{CANARY} summary"
    venture.save()
    filled.sheet.answers.update(note=f"{CANARY} note", reason=f"{CANARY} reason")
    report = Report.request(filled, alice, "en")
    ReportFile.objects.create(report=report, pdf=CANARY.encode(), size=11, pages=1, sha256="0" * 64)
    Report.objects.update(built=report.created)
    values = {
        "code": venture.code, "section": "channels", "item": "channel_measurement", "node": "team",
        "report": report.code, "slug": "openai", "key": "none", "file": "assessment.json", "uidb36": "1", "pk": 1,
        "sha256": "0" * 64, "token": "none", "link": 1,
    }  # fmt: skip
    return {
        name: reverse(name, kwargs={argument: SLUGS.get(name, values[argument]) for argument in arguments})
        for name, arguments in ADDRESSES.items()
    }


@pytest.fixture
def person(request):
    return Client() if request.param == "nobody" else request.getfixturevalue(f"{request.param}_client")


def test_the_table_names_every_address_and_no_other():
    assert set(EXPECTED) == set(ADDRESSES)


@pytest.mark.parametrize(("person", "name"), [(name, name) for name in PEOPLE], indirect=["person"])
def test_every_page_answers_as_the_table_says(person, name, addresses):
    wrong = {}
    for page, address in addresses.items():
        status = person.get(address).status_code
        if status != EXPECTED[page][name]:
            wrong[page] = status
    assert wrong == {}


@pytest.mark.parametrize("person", ["nobody", "charlie"], indirect=True)
def test_nobody_but_a_member_sees_a_word_of_a_venture(person, addresses):
    for name, arguments in ADDRESSES.items():
        if "code" not in arguments:
            continue
        for method, headers in product(METHODS, [{}, {"HX-Request": "true"}]):
            response = getattr(person, method)(addresses[name], headers=headers)
            refused = response.status_code in (302, 401, 404, 405) or "HX-Redirect" in response
            assert refused, f"{method} {name}"
            assert CANARY not in response.content.decode() + str(response.headers), f"{method} {name}"


@pytest.mark.parametrize("rights", ["curator", "administrator"])
def test_staff_see_what_a_stranger_sees(charlie, charlie_client, addresses, rights):
    charlie.is_staff, charlie.is_superuser = True, rights == "administrator"
    charlie.save()
    charlie.groups.set(Group.objects.filter(name="Curators"))
    for page, address in addresses.items():
        response = charlie_client.get(address)
        assert response.status_code == EXPECTED[page]["charlie"], page
        assert CANARY not in response.content.decode(), page


@pytest.mark.parametrize("person", ["charlie"], indirect=True)
def test_a_venture_of_others_and_one_that_does_not_exist_look_the_same(person, addresses, venture):
    for name in addresses:
        if EXPECTED[name]["charlie"] != 404 or "code" not in ADDRESSES[name]:
            continue
        there, nowhere = addresses[name], addresses[name].replace(str(venture.code), str(uuid.uuid4()))
        texts = [body_without_address(person.get(address), address) for address in (there, nowhere)]
        assert texts[0] == texts[1], name


def test_a_number_of_others_in_an_address_or_a_form_of_one_s_own_opens_nothing(
    charlie, charlie_client, alice, addresses, filled
):
    """Charlie is the owner of a venture and gives the numbers and codes of Alice's things where his own belong."""
    own, theirs = Assessment.begin(Venture.found(charlie, "Rival"), charlie).venture, filled.venture
    action = theirs.actions.create(kind="item", ref="x", evidence=CANARY)
    link, _token = ShareLink.make(filled, alice, label=CANARY, days=7, sections=["summary"], frozen=False)
    report = Report.objects.get()
    tried = [
        ("get", reverse("reports:detail", args=[own.code, report.code]), {}),
        ("get", reverse("reports:download", args=[own.code, report.code]), {}),
        ("post", reverse("reports:make_again", args=[own.code, report.code]), {}),
        ("post", reverse("reports:create", args=[own.code]), {"report": report.code}),
        ("post", reverse("reports:revoke", args=[own.code, link.pk]), {}),
        ("post", reverse("assessments:actions", args=[own.code]), {"action": action.pk, "remove": "1"}),
        ("get", reverse("compare"), {"v": [own.code, theirs.code]}),
        ("get", reverse("compare"), {"v": theirs.code}),
    ]
    for method, address, given in tried:
        assert getattr(charlie_client, method)(address, given).status_code == 404, address
    for address in (addresses["assessments:near"], addresses["assessments:case_compared"], addresses["compare"]):
        assert CANARY not in charlie_client.get(address, {"venture": theirs.code}).content.decode(), address
    assert theirs.actions.filter(pk=action.pk).exists()
    assert ReportFile.objects.filter(report=report).exists()
    assert ShareLink.objects.get().revoked is None


def body_without_address(response, address):
    """The page without its own address, its token and its reference number, which differ anyway."""
    text = response.content.decode().replace(address, "")
    context = response.context
    return text.replace(str(context["csrf_token"]), "").replace(context["reference"], "")


@pytest.mark.parametrize("person", ["victor"], indirect=True)
def test_a_viewer_changes_nothing(person, addresses, filled):
    before = (list(filled.sheet.answers.values()), filled.venture.memberships.count(), Report.objects.count())
    given = {"name": "x", "value": "1", "languages": ["zh-hans"], "continue": "1", "version": "1"}
    for name, arguments in ADDRESSES.items():
        if "code" in arguments:
            assert person.post(addresses[name], given).status_code in (200, 404, 405), name
    after = (list(filled.sheet.answers.values()), filled.venture.memberships.count(), Report.objects.count())
    assert before == after


@pytest.mark.parametrize("person", ["nobody", "alice"], indirect=True)
def test_the_administration_sends_founders_to_sign_in(person, venture):
    for name in ("admin:index", "admin:accounts_user_changelist", "admin:casestudies_casestudy_changelist"):
        assert person.get(reverse(name)).status_code == 302
