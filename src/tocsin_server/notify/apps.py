from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "tocsin_server.notify"
