"""Other authorities, and the alerts heard from them; never mixed with our own."""

from django.db import models


class Authority(models.Model):
    """An alerting authority whose alerts are listened to, as a person entered it."""

    id = models.SlugField(primary_key=True, max_length=100)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    senders = models.JSONField(default=list, help_text="The CAP senders that may speak for it")
    feed = models.CharField(max_length=1000, blank=True, help_text="Address of its CAP feed")
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    polled = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True, help_text="Why the last poll failed")
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


class Trust(models.TextChoices):
    TRUSTED = "trusted", "Signature verified"
    UNSIGNED = "unsigned", "Not signed"
    UNKNOWN = "unknown", "Signed by a certificate that is not pinned"
    BROKEN = "broken", "Signature does not hold"


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
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes")
    trust = models.CharField(max_length=10, choices=Trust.choices)
    why = models.TextField(blank=True)
    heard = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "identifier", "sent", "digest"], name="heard_once"),
        ]
