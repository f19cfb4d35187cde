from django.apps import AppConfig


class ExtractConfig(AppConfig):
    name = "tocsin_server.extract"
