"""The page on which incidents and reports are searched."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tocsin_server.console.filters import FilterForm
from tocsin_server.console.periods import periods
from tocsin_server.extract import searching
from tocsin_server.extract import selectors as extract
from tocsin_server.extract.searching import KILOMETRES, Asked, Search
from tocsin_server.extract.selectors import EVERYTHING, Filters
from tocsin_server.units.middleware import Request
from tocsin_server.units.viewer import Viewer

PAGE = 20
FIRST_INCIDENTS = 5
"""How many incidents stand above the reports; the rest are a link away."""

RADII = [("10", "10 km"), ("25", "25 km"), ("50", "50 km"), ("100", "100 km"), ("250", "250 km")]


class SearchForm(FilterForm):
    """The filters of the picture, and those that only a search has."""

    place = forms.CharField(required=False, max_length=100, label="Place")
    around = forms.TypedChoiceField(
        required=False,
        label="Around it",
        choices=RADII,
        coerce=float,
        initial="50",
        empty_value="",
        help_text="For a town; a country or division is searched as a whole.",
    )
    outlet = forms.ChoiceField(required=False, label="Outlet")
    language = forms.ChoiceField(required=False, label="Language of the report")

    field_order = ("text", "first", "last", "place", "around", "country", "kind", "killed", "credibility",
                   "source", "outlet", "language")  # fmt: skip

    def __init__(self, data: QueryDict, viewer: Viewer) -> None:
        super().__init__(data, extract.countries(viewer))
        self._offer("outlet", "All outlets", searching.outlets(viewer))
        self._offer("language", "All languages", searching.languages(viewer))
        self.fields["text"].label = "Words"
        self.fields["text"].widget.input_type = "search"
        for name in list(self.fields)[1:]:
            self.fields[name].widget.attrs["form"] = "search"

    def _offer(self, name: str, everything: str, values: list[str]) -> None:
        self.fields[name].choices = [("", everything), *((value, value) for value in values)]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """All fields but the words themselves."""
        return list(self)[1:]

    @property
    def asked(self) -> Asked:
        """What was asked for."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        own = {name: given.pop(name) for name in ("text", "place", "outlet", "language") if name in given}
        around = given.pop("around", KILOMETRES)
        return Asked(**own, kilometres=around, filters=Filters(**given))


@require_safe
def page(request: Request) -> HttpResponse:
    """Incidents first, then reports, the best first; and how the reports lie in time."""
    form = SearchForm(_with_radius(request.GET), request.viewer)
    asked = form.asked
    found = searching.searching(request.viewer, asked)
    only_incidents = request.GET.get("in") == "incidents"
    context = {
        "form": form,
        "found": found,
        "begun": asked != replace(Asked(), kilometres=asked.kilometres),
        "filtered": asked.filters != EVERYTHING or asked.place or asked.outlet or asked.language,
        "only_incidents": only_incidents,
        "most_counted": searching.MOST_COUNTED,
        **(_incidents(request, found) if only_incidents else _both(request, found)),
    }
    return render(request, "console/search.html", context)


def _with_radius(data: QueryDict) -> QueryDict:
    """The form shows a radius even where the address names none."""
    given = data.copy()
    given.setdefault("around", "50")
    return given


def _both(request: Request, found: Search) -> dict[str, Any]:
    ids = list(found.incidents.values_list("pk", flat=True)[:FIRST_INCIDENTS])
    rows = _page(request, found.reports)
    return {
        "incident_count": searching.count(found.incidents),
        "incidents": searching.shown_incidents(found, ids),
        "page": rows,
        "reports": searching.shown_reports(found, list(rows.object_list)),
        "periods": periods(found.days()),
    }


def _incidents(request: Request, found: Search) -> dict[str, Any]:
    rows = _page(request, found.incidents)
    shown = searching.shown_incidents(found, list(rows.object_list))
    return {"incident_count": rows.paginator.count, "incidents": shown, "page": rows}


def _page(request: Request, rows: QuerySet[Any]) -> Any:
    """A page of ids; they are counted no further than anybody looks."""
    pages = Paginator(rows.values_list("pk", flat=True), PAGE)
    pages.count = searching.count(rows)
    return pages.get_page(request.GET.get("page"))
