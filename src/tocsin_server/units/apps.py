from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "tocsin_server.units"

    def ready(self) -> None:
        from tocsin_server.units import audit  # noqa: F401 (connects its receivers)
