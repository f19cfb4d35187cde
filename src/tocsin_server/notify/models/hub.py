"""Who asked the WebSub hub to be told when a feed changes (W3C WebSub, section 5)."""

from django.db import models


class HubSubscription(models.Model):
    """A reader's address for one feed; it is not here before the reader has confirmed that it asked."""

    topic = models.CharField(max_length=1000)
    callback = models.CharField(max_length=1000)
    secret = models.CharField(max_length=200, blank=True, help_text="Key of the HMAC over what is sent")
    asked = models.DateTimeField()
    verified = models.DateTimeField(null=True, blank=True)
    lapses = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "callback"], name="one_hub_subscription")]
