from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tocsin_server.api"
