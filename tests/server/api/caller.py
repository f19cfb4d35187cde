"""A client of the API for tests."""

import json
from typing import Any
from urllib.parse import urlencode

from django.test import Client


class Caller:
    """Calls the API with one token."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def __call__(self, method: str, path: str, body: object = None, **query: str) -> tuple[int, Any]:
        content = "" if body is None else json.dumps(body)
        path = f"/api{path}?{urlencode(query)}" if query else f"/api{path}"
        answer = self.client.generic(method, path, content, "application/json")
        return answer.status_code, json.loads(answer.content) if answer.content else None
