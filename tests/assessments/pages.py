"""A wizard page as a browser without JavaScript handles it: read the form, change fields, press a button."""

import uuid
from html.parser import HTMLParser

from django.urls import reverse
from django.utils.datastructures import MultiValueDict

HTMX = {"HX-Request": "true"}


class Forms(HTMLParser):
    """The successful controls of every form of a page, by the form's id."""

    def __init__(self, html):
        super().__init__()
        self.found, self.form, self.area, self.select = {}, None, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self.form = self.found.setdefault(given.get("id", ""), MultiValueDict())
        elif self.form is None or (name is None and tag != "option"):
            return
        elif tag == "input":
            boxes = given.get("type") in ("radio", "checkbox")
            if not boxes or "checked" in given:
                self.form.appendlist(name, given.get("value", "on" if boxes else ""))
        elif tag == "textarea":
            self.area = name
            self.form[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.form):
            self.form[self.select] = given["value"]

    def handle_data(self, data):
        if self.area is not None:
            self.form[self.area] += data.removeprefix("\n") if not self.form[self.area] else data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None


class Page:
    """One step, opened by one client: a tab."""

    def __init__(self, client, venture, section, item, query=""):
        self.client, self.item = client, item
        self.url = reverse("assessments:question", args=[venture.code, section, item])
        self.response = client.get(self.url + query)
        self.read()

    def read(self):
        self.html = self.response.content.decode()
        self.fields = Forms(self.html).found.get(f"question-{self.item}", MultiValueDict())

    def fill(self, **changes):
        """Type into fields; dashes of a name are written as two underscores, None empties a field."""
        for name, value in changes.items():
            values = value if isinstance(value, list) else [] if value is None else [value]
            self.fields.setlist(name.replace("__", "-"), [str(entry) for entry in values])
        return self

    def press(self, button="continue", value="1", **changes):
        """Submit as a browser does. A page that is shown again becomes the current one."""
        self.fill(**changes)
        data = {**dict(self.fields.lists()), button: value}
        self.response = self.client.post(self.url, data)
        if self.response.status_code in (200, 409):
            self.read()
        return self.response

    def autosave(self, operation=None, previous="", **changes):
        """What the script sends on change; the new version goes into the page."""
        self.fill(**changes)
        data = {**dict(self.fields.lists()), "operation": str(operation or uuid.uuid4()), "previous": previous}
        response = self.client.post(self.url, data, headers=HTMX)
        if response.status_code == 200:
            for name, value in versions(response.content.decode()).items():
                self.fields[name] = value
        return response


class Versions(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name", "").endswith(("version", "seen")):
            self.found[given["name"]] = given["value"]


def versions(html):
    return Versions(html).found
