from django.urls import path

from tocsin_server.extract import views

app_name = "extract"
urlpatterns = [
    path("incidents/<str:incident_id>/", views.incident, name="incident"),
    path("incidents/<str:incident_id>/split", views.split, name="split"),
    path("incidents/<str:incident_id>/merge", views.merge, name="merge"),
    path("incidents/<str:incident_id>/rulings/<int:ruling_id>/withdraw", views.withdraw, name="withdraw"),
]
