"""The public pages, in both languages, for search engines."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from casestudies.models import CaseStudy
from guide.handbook import handbook


class InBoth(Sitemap):  # type: ignore[type-arg]
    i18n = alternates = True


class CaseSitemap(InBoth):
    def items(self) -> Any:
        return CaseStudy.objects.published().order_by("pk")

    def lastmod(self, item: CaseStudy) -> datetime:
        return item.changed


class GuideSitemap(InBoth):
    def items(self) -> list[tuple[str, str]]:
        book = handbook("en")
        return [("topic", slug) for slug in book.topics] + [(entry.kind, entry.slug) for entry in book.checklists]

    def location(self, item: tuple[str, str]) -> str:
        return reverse(f"guide:{item[0]}", args=[item[1]])


class PageSitemap(InBoth):
    def items(self) -> list[str]:
        rooms = [f"guide:{name}" for name in ("index", "tools", "references", "measures", "terms")]
        return ["home", "method", "privacy", "accessibility", "casestudies:index", *rooms]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PageSitemap, "cases": CaseSitemap, "guide": GuideSitemap}
