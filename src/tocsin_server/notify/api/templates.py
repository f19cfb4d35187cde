"""Templates of alerts over the API."""

from typing import Any

from django.db.models import QuerySet
from ninja import Router, Status
from ninja.pagination import paginate

from tocsin_server.notify import selectors, services
from tocsin_server.notify.api.schemas import TemplateChange, TemplateIn, TemplateOut
from tocsin_server.units.middleware import Request

router = Router(tags=["notify"])


@router.get("/templates", response=list[TemplateOut])
@paginate(ordering=("id",))
def templates(request: Request) -> QuerySet[Any]:
    """The templates you may write from: those of your units, of those below and of those above."""
    return selectors.templates(request.viewer)


@router.post("/templates", response={201: TemplateOut})
def add_template(request: Request, body: TemplateIn) -> Any:
    """Keep words, with blanks such as {place}, as a template of a unit."""
    made = services.add_template(request.viewer, body.unit_id, body.name, hours=body.hours, **body.given)
    return Status(201, made)


@router.patch("/templates/{template_id}", response=TemplateOut)
def change_template(request: Request, template_id: int, body: TemplateChange) -> Any:
    """Change a template; alerts made from it stay as they are."""
    named = {"name": body.name, "hours": body.hours}
    words: dict[str, Any] = {**named, **body.given}
    return services.change_template(template_id, request.viewer, **words)


@router.delete("/templates/{template_id}", response={204: None})
def remove_template(request: Request, template_id: int) -> Any:
    """Offer a template no longer."""
    services.remove_template(template_id, request.viewer)
    return Status(204, None)
