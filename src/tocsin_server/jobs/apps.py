from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tocsin_server.jobs"
