from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "tocsin_server.collect"
