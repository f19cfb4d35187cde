from django.urls import path

from tocsin_server.extract import views

app_name = "extract"
urlpatterns = [
    path("incidents/<str:incident_id>/", views.incident, name="incident"),
    path("incidents/<str:incident_id>/overrule", views.overrule_incident, name="overrule_incident"),
    path("grades/<int:source_id>/", views.source, name="source"),
    path("grades/<int:source_id>/overrule", views.overrule_source, name="overrule_source"),
    path(
        "grades/overrulings/<int:overruling_id>/withdraw",
        views.withdraw_overruling,
        name="withdraw_overruling",
    ),
    path("incidents/<str:incident_id>/split", views.split, name="split"),
    path("incidents/<str:incident_id>/merge", views.merge, name="merge"),
    path("incidents/<str:incident_id>/rulings/<int:ruling_id>/withdraw", views.withdraw, name="withdraw"),
]
