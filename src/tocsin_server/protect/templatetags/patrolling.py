"""Template tags of the pages on patrol."""

import uuid

from django import template

register = template.Library()


@register.simple_tag
def new_key() -> str:
    """A name for what is about to be sent: sent twice, it counts once."""
    return str(uuid.uuid4())
