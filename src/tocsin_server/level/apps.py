from django.apps import AppConfig


class LevelConfig(AppConfig):
    name = "tocsin_server.level"
