from django.urls import path

from tocsin_server.forewarn import views

app_name = "forewarn"
urlpatterns = [
    path("warnings/", views.warnings, name="warnings"),
    path("warnings/<int:warning_id>/judge", views.judge, name="judge"),
]
