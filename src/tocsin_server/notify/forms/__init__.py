"""The form in which alerts and their templates are written."""

from tocsin_server.notify.forms.composer import Composer, Note, Task

__all__ = ["Composer", "Note", "Task"]
