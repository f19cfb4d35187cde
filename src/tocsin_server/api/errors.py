"""Every refusal of the API has one form: what is wrong, where, and a short code to count by."""

import logging
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tocsin.errors import BadInput, Conflict, NotAllowed, TocsinError

log = logging.getLogger("tocsin.api")

STATUS: dict[type[TocsinError], tuple[int, str]] = {
    BadInput: (400, "bad_input"),
    NotAllowed: (403, "not_allowed"),
    Conflict: (409, "conflict"),
}


WRONG_CURSOR = "This cursor is not one that a page gave."


def connect(api: NinjaAPI) -> None:
    """Let `api` answer every error in this form."""

    def answer(
        request: HttpRequest, status: int, error: str, reason: str, where: str = "", **more: object
    ) -> HttpResponse:
        body = {"error": error, "where": where, "reason": reason, **more}
        return api.create_response(request, body, status=status)

    @api.exception_handler(TocsinError)
    def _ours(request: HttpRequest, error: Any) -> HttpResponse:
        status, reason = _status(error)
        reason = getattr(error, "reason", reason)
        status = 404 if reason.startswith("unknown_") else status
        faults = [{"where": where, "error": text} for where, text in getattr(error, "faults", ())]
        more: dict[str, object] = {"faults": faults} if faults else {}
        if problems := getattr(error, "problems", ()):
            more["problems"] = [asdict(each) for each in problems]
        return answer(request, status, str(error), reason, getattr(error, "where", ""), **more)

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
        first = error.errors[0]
        if "loc" not in first:
            return answer(request, 422, WRONG_CURSOR, "invalid", "query.cursor")
        return answer(request, 422, first["msg"], "invalid", ".".join(str(step) for step in first["loc"]))

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, _: Any) -> HttpResponse:
        message = "Send a token that is in force: Authorization: Bearer tocsin_..."
        return answer(request, 401, message, "no_token", "Authorization")

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, _: Any) -> HttpResponse:
        return answer(
            request, 404, "There is no such thing, or you may not see it.", "not_found", request.path
        )

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(request, error.status_code, str(error), "bad_request")

    @api.exception_handler(Exception)
    def _ourselves(request: HttpRequest, error: Any) -> HttpResponse:
        if isinstance(error, ValueError) and "cursor" in request.GET:
            return answer(request, 422, WRONG_CURSOR, "invalid", "query.cursor")
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return answer(request, 500, "The service failed; the failure has been logged.", "internal")


def _status(error: TocsinError) -> tuple[int, str]:
    kinds = (kind for kind in type(error).__mro__ if kind in STATUS)
    return STATUS[next(kinds, BadInput)]
