"""The forms in which another authority is entered and changed."""

from typing import Any

from django import forms

from tocsin_server.notify import selectors


class AuthorityForm(forms.Form):
    """How an authority is listened to."""

    senders = forms.CharField(
        label="CAP senders",
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
        help_text="What stands in <sender> of its alerts, one a line.",
    )
    feed = forms.CharField(
        label="Address of its feed",
        required=False,
        max_length=1000,
        help_text="Atom, RSS or CAP; asked each minute.",
    )
    shown = forms.ChoiceField(label="On the public site", choices=selectors.SHOWN)

    reformats = forms.BooleanField(
        label="Its software indents alerts after signing them",
        required=False,
        help_text="White space between elements is then let pass when its signatures are judged.",
    )

    def __init__(self, data: Any = None, *, authority: Any = None) -> None:
        kept = (
            {
                "senders": "\n".join(authority.senders),
                "feed": authority.feed,
                "reformats": authority.reformats,
            }
            if authority
            else {}
        )
        shown = authority.shown if authority else "trusted"
        super().__init__(data, initial={**kept, "shown": shown}, auto_id="authority-%s")

    @property
    def words(self) -> dict[str, Any]:
        """The cleaned fields as `services` takes them."""
        return {**self.cleaned_data, "senders": self.cleaned_data["senders"].splitlines()}


class NewAuthorityForm(AuthorityForm):
    """An authority that is not known yet."""

    field_order = ["name", "id", "country", "senders", "feed", "shown", "reformats"]
    name = forms.CharField(label="Name", max_length=200)
    id = forms.SlugField(
        label="Short name", max_length=100, help_text="Lower-case letters, digits, hyphens; it stays."
    )
    country = forms.CharField(label="Country", max_length=2, required=False, help_text="Two letters, as FR.")
