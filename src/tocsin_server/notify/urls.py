from django.urls import path

from tocsin_server.notify.views import alerts, heard, templates, writing

app_name = "notify"
ALERT = "alerts/<int:alert_id>"
AUTHORITY = "alerts/authorities/<slug:authority_id>"
TEMPLATE = "alerts/templates/<int:template_id>"
urlpatterns = [
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/new", writing.compose, name="compose"),
    path("alerts/import", writing.import_cap, name="import"),
    path("alerts/templates/", templates.templates, name="templates"),
    path("alerts/templates/add", templates.add, name="template_add"),
    path("alerts/templates/adopt", templates.adopt, name="template_adopt"),
    path(f"{TEMPLATE}/change", templates.change, name="template_change"),
    path(f"{TEMPLATE}/remove", templates.remove, name="template_remove"),
    path("alerts/heard/", heard.heard, name="heard"),
    path("alerts/heard/<int:heard_id>/", heard.heard_alert, name="heard_alert"),
    path("alerts/heard/<int:heard_id>/xml", heard.heard_xml, name="heard_xml"),
    path("alerts/heard/refused/<int:refused_id>/dismiss", heard.dismiss_refusal, name="dismiss_refusal"),
    path("alerts/authorities/add", heard.add_authority, name="add_authority"),
    path(f"{AUTHORITY}/", heard.authority, name="authority"),
    path(f"{AUTHORITY}/pin", heard.pin_certificate, name="pin_certificate"),
    path(f"{AUTHORITY}/withdraw/<str:fingerprint>", heard.withdraw_certificate, name="withdraw_certificate"),
    path(f"{ALERT}/", alerts.alert, name="alert"),
    path(f"{ALERT}/revise", writing.revise, name="revise"),
    path(f"{ALERT}/update", writing.follow, {"kind": "update"}, name="update"),
    path(f"{ALERT}/extend", writing.follow, {"kind": "extend"}, name="extend"),
    path(f"{ALERT}/cancel", writing.follow, {"kind": "cancel"}, name="cancel"),
    path(f"{ALERT}/duplicate", writing.duplicate, name="duplicate"),
    path(f"{ALERT}/template", templates.keep, name="template_keep"),
    path(f"{ALERT}/publish", alerts.publish, name="publish"),
    path(f"{ALERT}/propose", alerts.propose, name="propose"),
    path(f"{ALERT}/confirm", alerts.confirm, name="confirm"),
    path(f"{ALERT}/send-back", alerts.send_back, name="send_back"),
    path(f"{ALERT}/schedule", alerts.schedule, name="schedule"),
    path(f"{ALERT}/unschedule", alerts.unschedule, name="unschedule"),
    path(f"{ALERT}/review", alerts.review, name="review"),
    path(f"{ALERT}/discard", alerts.discard, name="discard"),
    path(f"{ALERT}/deliveries/<int:delivery_id>/resend", alerts.resend, name="resend"),
    path(f"{ALERT}/xml", alerts.xml, name="xml"),
]
