from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "tocsin_server.units"
