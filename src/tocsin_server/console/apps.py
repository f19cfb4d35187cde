from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "tocsin_server.console"
