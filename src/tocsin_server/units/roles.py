"""The roles people and tokens hold."""

from django.db import models


class Role(models.TextChoices):
    """What someone is in a unit."""

    DUTY_OFFICER = "duty_officer", "Duty officer"
    ANALYST = "analyst", "Analyst"
    UNIT_OFFICER = "unit_officer", "Unit officer"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"
