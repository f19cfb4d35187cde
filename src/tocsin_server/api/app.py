"""The REST API: the stages' routers, gathered behind one token check and one form of error."""

from ninja import NinjaAPI

from tocsin import __version__
from tocsin_server.api import errors
from tocsin_server.api.auth import Bearer

DESCRIPTION = """
Send a unit's token with every request: `Authorization: Bearer tocsin_...`. You see and may do what a member
of that unit with the token's role may.

Lists come in pages: `next` is the address of the page that follows. Every refusal has the form
`{"error": "what is wrong", "where": "the field or thing", "reason": "a short code"}`, with status 400 for bad
input, 401 without a token in force, 403 for what your role does not allow, 404, 409 where the thing's state
forbids it, and 422 where a field has the wrong form. Where many things were sent at once and some are wrong,
nothing was taken, and `faults` lists them: `[{"where": "line 4", "error": "what is wrong"}]`.
"""

ROUTERS = {
    "/ledger": "tocsin_server.api.ledger.router",
    "/units": "tocsin_server.units.api.router",
    "/jobs": "tocsin_server.jobs.api.router",
    "/collect": "tocsin_server.collect.api.router",
    "/extract": "tocsin_server.extract.api.router",
    "/search": "tocsin_server.extract.api_search.router",
    "/forewarn": "tocsin_server.forewarn.api.router",
    "/level": "tocsin_server.level.api.router",
    "/protect": "tocsin_server.protect.api.router",
    "/notify": "tocsin_server.notify.api.router",
}
"""One line a router."""

api = NinjaAPI(
    title="Tocsin", version=__version__, description=DESCRIPTION, auth=Bearer(), urls_namespace="api"
)
errors.connect(api)
for prefix, router in ROUTERS.items():
    api.add_router(prefix, router)
