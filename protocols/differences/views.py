"""The page that compares two versions of a flowchart; nothing of any case is on it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entities.http import AuthenticatedRequest
from protocols.differences import selectors, tables
from protocols.selectors import definition_of, version_for
from protocols.telling import in_words


def compare(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show what is different between this version and another, which `?with=N` names."""
    version = version_for(request.user, slug, number)
    others = selectors.versions_to_compare(request.user, version)
    asked = request.GET.get("with", "")
    found = [other for other in others if str(other.number) == asked]
    other = found[0] if found else selectors.the_one_before(version, others)
    context = {
        "title": in_words(definition_of(version).labels),
        "version": version,
        "name": tables.version_name(version),
        "others": [(one.number, tables.version_name(one), one == other) for one in others],
        "problem": _("There is no other version of this number.") if asked and not found else "",
    }
    if other is not None:
        language = get_language() or "es"
        context["compared"] = tables.comparison_of_versions(version, other, language)
    return render(request, "protocols/compare.html", context)
