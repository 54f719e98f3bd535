from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from casestudies.models import CaseStudy

MOST = 30

if TYPE_CHECKING:
    FeedBase = Feed[CaseStudy, None]
else:
    FeedBase = Feed


class CaseFeed(FeedBase):
    """New and changed cases, in the language of the address."""

    feed_type = Atom1Feed
    title = _("Fairway case studies")
    subtitle = _("New and changed cases of AI ventures")
    link = reverse_lazy("casestudies:index")

    def feed_url(self) -> str:
        return reverse("casestudies:feed")

    def items(self) -> list[CaseStudy]:
        return list(CaseStudy.objects.published().order_by("-changed", "pk")[:MOST])

    def item_title(self, item: CaseStudy) -> str:
        return item.heading

    def item_description(self, item: CaseStudy) -> str:
        """Django says of it that it is HTML, so a reader shows as text only what is escaped."""
        return escape(item.summary)

    def item_updateddate(self, item: CaseStudy) -> datetime:
        return item.changed
