from django.apps import AppConfig


class ProtectConfig(AppConfig):
    name = "tocsin_server.protect"
