from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "tocsin_server.public"
