"""How forms are drawn: one template for a field, with its help and errors tied to it."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Set as FORM_RENDERER, so that every form on the site, allauth's too, looks the same."""

    form_template_name = "console/form.html"
    field_template_name = "console/field.html"
