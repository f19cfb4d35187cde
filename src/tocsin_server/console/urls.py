from django.urls import path

from tocsin_server.console import views

app_name = "console"
urlpatterns = [
    path("", views.picture, name="picture"),
    path("pulse", views.pulse, name="pulse"),
]
