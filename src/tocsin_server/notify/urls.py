from django.urls import path

from tocsin_server.notify import views

app_name = "notify"
urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/new", views.compose, name="compose"),
    path("alerts/<int:alert_id>/", views.alert, name="alert"),
    path("alerts/<int:alert_id>/revise", views.revise, name="revise"),
    path("alerts/<int:alert_id>/publish", views.publish, name="publish"),
    path("alerts/<int:alert_id>/update", views.update, name="update"),
    path("alerts/<int:alert_id>/cancel", views.cancel, name="cancel"),
    path("alerts/<int:alert_id>/deliveries/<int:delivery_id>/resend", views.resend, name="resend"),
    path("alerts/<int:alert_id>/xml", views.xml, name="xml"),
]
