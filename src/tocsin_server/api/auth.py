"""Who calls the API: the bearer of a unit's token, and nobody else."""

import logging

from django.http import HttpRequest
from ninja.security import HttpBearer

from tocsin_server.units import selectors
from tocsin_server.units.viewer import Viewer, viewer_of_token

log = logging.getLogger("tocsin.security")


class Bearer(HttpBearer):
    """`Authorization: Bearer tocsin_...` makes the token's unit and role the viewer."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The viewer, also on the request as for pages; None, and so 401, for a token not in force."""
        found = selectors.token_of(token)
        if found is None:
            log.warning("a token that is not in force was shown for %s", request.path)
            return None
        viewer = viewer_of_token(found)
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer
