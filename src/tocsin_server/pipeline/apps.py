from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "tocsin_server.pipeline"
