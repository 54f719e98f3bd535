from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CaseVersion(models.Model):
    """A case as it was saved once, in the file format; it is never changed."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="versions")
    created = models.DateTimeField(_("saved"), default=timezone.now, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    text = models.TextField()
    older = models.JSONField(default=dict, editable=False)  # texts that lagged behind then; see languages.py

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-pk"]
        default_permissions = ()  # who may change a case may see and restore its versions

    def __str__(self) -> str:
        return f"{self.case}, {self.created:%Y-%m-%d %H:%M}"
