"""What others need to verify the site's alerts."""

from django.http import HttpResponse
from ninja import Router

from tocsin_server.notify import services
from tocsin_server.units.middleware import Request

router = Router(tags=["notify"])

PEM = "application/pem-certificate-chain"
"""RFC 8555, section 9.1."""


@router.get("/signing-certificate", response={200: str}, auth=None)
def signing_certificate(request: Request) -> HttpResponse:
    """The certificate of the key that signs the site's alerts, in PEM; open to all, for others to pin."""
    return HttpResponse(services.signing_certificate(), content_type=PEM)
