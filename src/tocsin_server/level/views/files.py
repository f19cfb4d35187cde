"""Files as answers."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def file_answer(data: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Bytes to be saved under a name or, `inline`, shown by themselves; a browser guesses no other type."""
    answer = HttpResponse(data, content_type=media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    return answer
