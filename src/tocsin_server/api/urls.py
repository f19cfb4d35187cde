from django.urls import URLPattern, URLResolver, path

from tocsin_server.api.app import api

urlpatterns: list[URLPattern | URLResolver] = [path("api/", api.urls)]
