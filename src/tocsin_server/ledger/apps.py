from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tocsin_server.ledger"
