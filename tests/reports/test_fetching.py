"""A report loads nothing: not from the network, not from the disk, whatever somebody types."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pypdf
import pytest
from pypdf.generic import IndirectObject

from reports import pdf
from tests.reports.conftest import both_of, text_of, with_notes

# {at} is an address that counts its visitors, {file} a file with a secret in it.
ATTEMPTS = [
    '<img src="{at}">',
    '<img srcset="{at} 2x" src="{at}">',
    '<picture><source srcset="{at}"><img src="{at}"></picture>',
    '<link rel="stylesheet" href="{at}">',
    "<style>@import url({at});</style>",
    "<style>p {{ background: url({at}) }}</style>",
    '<p style="background-image: url({at})">x</p>',
    "<style>@font-face {{ font-family: a; src: url({at}) }} p {{ font-family: a }}</style>",
    "<style>p::before {{ content: url({at}) }}</style>",
    "<style>li {{ list-style-image: url({at}) }}</style><li>x</li>",
    "<style>p {{ border-image-source: url({at}) }}</style><p>x</p>",
    '<object data="{at}"></object>',
    '<embed src="{at}">',
    '<iframe src="{at}"></iframe>',
    '<svg><image href="{at}" width="9" height="9"/></svg>',
    '<svg><use href="{at}#a"/></svg>',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{at}" width="9" height="9"/></svg>',
    "<svg><style>@import url({at});</style></svg>",
    '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">x</a>',
    '<img src="{file}">',
    '<base href="{at}"><img src="x.png">',
    '<video poster="{at}" src="{at}"></video>',
    "<style>@page {{ background: url({at}) }}</style>",
    '<link rel="stylesheet" href="{file}">',
    '<input type="image" src="{at}">',
    '<img src="asset:ReportHan-Bold.ttf">',
    '<meta http-equiv="refresh" content="0; url={at}">',
    '<img src="data:image/png;base64,AAAA">',
]


@pytest.fixture
def visited():
    """A server of our own: its address, and every request that it got."""
    requests = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/x", requests
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("the-secret-of-this-server")
    return file


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_is_fetched_even_if_it_stands_in_the_page(attempt, visited, secret):
    address, requests = visited
    tried = attempt.format(at=address, file=secret.as_uri())
    try:
        content, _ = pdf.set_pages(f"<html lang='en'><title>t</title><body><p>x</p>{tried}</body></html>")
    except pdf.Fetched:
        content = None  # refused and told: the report fails rather than leaving something out in silence
    assert requests == []
    if content is not None:
        assert pypdf.PdfReader(io.BytesIO(content)).attachments == {}
        assert "the-secret" not in text_of(content)


def test_a_refused_address_fails_the_report(visited):
    with pytest.raises(pdf.Fetched):
        pdf.set_pages(f"<html><body><img src='{visited[0]}'></body></html>")


@pytest.mark.parametrize("half", [ATTEMPTS[::2], ATTEMPTS[1::2]], ids=["first half", "second half"])
def test_attempts_typed_into_every_field_are_only_text(half, delta, visited, secret):
    address, requests = visited
    note = "\n".join(attempt.format(at=address, file=secret.as_uri()) for attempt in half)
    content, _ = pdf.make(*both_of(with_notes(delta, note)))
    assert requests == []
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert list(reader.attachments) == ["assessment.json"]
    assert "href=" in text_of(content)
    assert not ACTING & keys_of(reader), "nothing in it acts or leads anywhere else"


ACTING = {"/A", "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm", "/RichMedia"}


def keys_of(reader):
    """All names of keys, and of kinds of things, that stand anywhere in a PDF outside the tree of its tags."""
    numbers = {number for found in reader.xref.values() for number in found} | set(reader.xref_objStm)
    found, waiting = set(), [reader.get_object(IndirectObject(number, 0, reader)) for number in sorted(numbers)]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict) and entry.get("/Type") != "/StructElem":  # there A holds attributes
            found |= {*entry} | {str(entry[key]) for key in ("/Type", "/Subtype", "/S") if key in entry}
            waiting += [value for value in entry.values() if not isinstance(value, IndirectObject)]
        elif isinstance(entry, list):
            waiting += [value for value in entry if not isinstance(value, IndirectObject)]
    return found


def test_only_the_fonts_can_be_loaded_and_only_by_their_exact_names():
    fetcher = pdf.NothingFetched(pdf.FONTS)
    assert fetcher.fetch("asset:ReportHan-Bold.ttf").read()[:4] == b"\x00\x01\x00\x00"
    for address in (
        "asset:reporthan-bold.ttf",
        "asset:../models.py",
        "file:///etc/hostname",
        "asset:ReportHan-Bold.ttf?",
    ):
        with pytest.raises(ValueError, match="load nothing"):
            fetcher.fetch(address)
    assert fetcher.refused == 4
