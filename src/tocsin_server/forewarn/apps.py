from django.apps import AppConfig


class ForewarnConfig(AppConfig):
    name = "tocsin_server.forewarn"
