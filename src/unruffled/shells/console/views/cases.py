"""The record of a case: its page, its fields one by one, its text; and the list of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unruffled.desk.cases import queries as cases
from unruffled.desk.conversations.queries import BadCursor, NotFound
from unruffled.desk.flows import record
from unruffled.desk.guidance.records import record_for
from unruffled.shells.console.screens.cases import (
    STATES,
    CaseScreen,
    Row,
    as_text,
    case_of,
    edited,
    remarks_of,
    rows_of,
)
from unruffled.shells.console.screens.inbox import Empty, Tab
from unruffled.shells.console.views.pages import frame, now_here
from unruffled.shells.console.views.records import is_open_page, me

if TYPE_CHECKING:
    from unruffled.desk.cases.models import Case

EMPTY = {
    "open": Empty("No case is open.", "A conversation becomes a case by itself when it needs more care."),
    "closed": Empty("No case has been closed yet.", "Closing a difficult conversation closes its case."),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the cases that this person may see, open or closed, newest first."""
    state = request.GET.get("state", "open")
    if state not in STATES:
        raise Http404
    try:
        page = cases.cases_for(me(request), state=cast(cases.State, state), after=request.GET.get("after") or None)
    except BadCursor as bad:
        raise Http404 from bad
    base = reverse("cases")
    context = {
        "frame": frame(request, "cases"),
        "tabs": [Tab(f"{base}?state={id}", words, id == state, "") for id, words in STATES.items()],
        "rows": rows_of(page.rows, now=now_here()),
        "empty": EMPTY[state],
        "next_url": f"{base}?state={state}&after={page.next}" if page.next else "",
    }
    return render(request, "cases/index.html", context)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the record; `edit` names the field whose form is open, for browsers without scripts."""
    return _page(request, _screen(case_or_404(request, pk)), editing=request.GET.get("edit", ""))


@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out the record as plain text."""
    shown = _screen(case_or_404(request, pk))
    answer = HttpResponse(as_text(shown), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="case-{shown.id}.txt"'
    return answer


@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one row of the record, open to be written when `edit` is asked for; or keep what was written in it."""
    case = case_or_404(request, pk)
    if request.method == "POST":
        return _keep(request, case)
    row = _row(_screen(case), request.GET.get("field", "need"))
    return _drawn(request, case, edited(row) if "edit" in request.GET else row)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what there is to say of words while somebody writes them; nothing is kept."""
    case = case_or_404(request, pk)
    remarks = remarks_of(record.check(request.POST.get("text", ""), case=case))
    return render(request, "cases/remarks.html", {"remarks": remarks})


def _keep(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep a field, or say why not with the words still there."""
    field, given = request.POST.get("field", ""), request.POST.get("text", "").replace("\r\n", "\n")
    act = record.restore if "restore" in request.POST else record.edit
    words: dict[str, Any] = {} if act is record.restore else {"text": given}
    try:
        act(case=case, field=field, by=me(request), now=timezone.now(), **words)
    except record.NotAField as missing:
        raise Http404 from missing
    except record.Labelled as labelled:
        return _refused(request, case, field, given, "Not kept yet.", labelled)
    except (record.NotAWord, record.TooLong) as refused:
        return _refused(request, case, field, given, str(refused))
    except record.NotAllowed:
        return _refused(request, case, field, given, "You may not write in this record.")
    return _drawn(request, case_or_404(request, case.pk), field, saved=True)


def _refused(
    request: HttpRequest, case: Case, field: str, given: str, words: str, labelled: record.Labelled | None = None
) -> HttpResponse:
    row = edited(_row(_screen(case), field), given=given, refusal=words, remarks=labelled.remarks if labelled else ())
    if is_open_page(request):
        return render(request, "cases/row.html", {"case": case, "row": row}, status=422)
    return _page(request, _screen(case), editing=field, row=row, status=422)


def _drawn(request: HttpRequest, case: Case, row: Row | str, *, saved: bool = False) -> HttpResponse:
    """Answer with one row to an open page; a browser without scripts goes to the record."""
    if not is_open_page(request):
        field = row if isinstance(row, str) else row.id
        return redirect(f"{reverse('case', args=[case.pk])}#f-{field}")
    shown = row if isinstance(row, Row) else _row(_screen(case), row)
    return render(request, "cases/row.html", {"case": case, "row": shown, "saved": saved})


def _page(
    request: HttpRequest, shown: CaseScreen, *, editing: str = "", row: Row | None = None, status: int = 200
) -> HttpResponse:
    opened = row or (edited(_row(shown, editing)) if editing else None)
    rows = [opened if opened and one.id == opened.id else one for one in shown.rows]
    context = {"frame": frame(request, "cases"), "case": shown, "rows": rows}
    return render(request, "cases/page.html", context, status=status)


def _row(shown: CaseScreen, field: str) -> Row:
    found = next((row for row in shown.rows if row.id == field and row.kind in ("words", "choice")), None)
    if found is None:
        raise Http404
    return found


def _screen(case: Case) -> CaseScreen:
    return case_of(record_for(case), now=now_here())


def case_or_404(request: HttpRequest, pk: int) -> Case:
    """Return the case if this person may see its conversation."""
    try:
        return cases.case_for(me(request), pk)
    except NotFound as missing:
        raise Http404 from missing
