"""Other authorities, and the alerts heard from them; never mixed with our own."""

from django.db import models

from tocsin.notify.signing import Trust


class Shown(models.TextChoices):
    NOT = "no", "Not on the public site"
    TRUSTED = "trusted", "Those whose signature was verified"
    ALL = "all", "All of them, each with what is known of its signature"


class Authority(models.Model):
    """An alerting authority whose alerts are listened to, as a person entered it, and how its feed fares."""

    id = models.SlugField(primary_key=True, max_length=100)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    senders = models.JSONField(default=list, help_text="The CAP senders that may speak for it")
    reformats = models.BooleanField(default=False, help_text="Its software indents alerts after signing")
    shown = models.CharField(max_length=10, choices=Shown.choices, default=Shown.TRUSTED)
    feed = models.CharField(max_length=1000, blank=True, help_text="Address of its CAP feed")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_poll = models.DateTimeField(null=True, blank=True)
    last_tried = models.DateTimeField(null=True, blank=True)
    last_ok = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    error = models.TextField(blank=True, help_text="Why the last poll failed")
    added = models.DateTimeField()


class Certificate(models.Model):
    """A certificate pinned for an authority, trusted for what was sent between two moments."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="certificates")
    pem = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of its DER form")
    since = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True, help_text="Why it was withdrawn")
    added = models.DateTimeField()


TRUSTS = [
    (Trust.TRUSTED.value, "Signature verified"),
    (Trust.UNSIGNED.value, "Not signed"),
    (Trust.UNKNOWN.value, "Signed by a certificate that is not pinned"),
    (Trust.BROKEN.value, "Signature does not hold"),
]


class HeardAlert(models.Model):
    """A CAP message of another authority, byte for byte as it was first heard."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="alerts")
    sender = models.CharField(max_length=300)
    identifier = models.CharField(max_length=300)
    sent = models.DateTimeField(db_index=True)
    status = models.CharField(max_length=10)
    message_type = models.CharField(max_length=10)
    event = models.CharField(max_length=300)
    headline = models.CharField(max_length=1000, blank=True)
    severity = models.CharField(max_length=10)
    expires = models.DateTimeField(null=True, blank=True, db_index=True)
    data = models.JSONField(help_text="The `base.Alert`")
    problems = models.JSONField(default=list)
    xml = models.BinaryField()
    url = models.CharField(max_length=2000, blank=True, help_text="Where it was read")
    trust = models.CharField(max_length=10, choices=TRUSTS)
    why = models.TextField(blank=True)
    heard = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "identifier", "sent"], name="heard_once"),
        ]
        indexes = [models.Index(fields=["authority", "url"], name="heard_at")]


class NotHeard(models.Model):
    """A document of another authority that was not taken, and why; a person can look at it and dismiss it."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="refused")
    url = models.CharField(max_length=2000, blank=True)
    digest = models.CharField(max_length=64, help_text="So that the same refusal is kept once")
    message = models.TextField()
    sample = models.BinaryField(blank=True, help_text="The first bytes of it")
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    dismissed = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "digest"], name="not_heard_once")]
