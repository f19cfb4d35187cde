"""The WebSub hub: where readers of the feeds ask to be told (W3C WebSub, section 5.1)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tocsin.errors import BadInput, Conflict
from tocsin_server.notify.services import hub as hub_services


@csrf_exempt
@require_POST
def hub(request: HttpRequest) -> HttpResponse:
    """Take down a request; 202 says that the callback will be asked whether it wants this."""
    given = request.POST
    try:
        hub_services.ask(
            given.get("hub.mode", ""),
            given.get("hub.topic", ""),
            given.get("hub.callback", ""),
            secret=given.get("hub.secret", ""),
            lease=given.get("hub.lease_seconds", ""),
        )
    except BadInput as error:
        return _said(str(error), 400)
    except Conflict as error:
        return _said(str(error), 429)
    return _said("Your callback will be asked to confirm.", 202)


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
