"""The forms in which alerts, their templates and other authorities are entered."""

from tocsin_server.notify.forms.authority import AuthorityForm, NewAuthorityForm
from tocsin_server.notify.forms.composer import Composer, Note, Task

__all__ = ["AuthorityForm", "Composer", "NewAuthorityForm", "Note", "Task"]
