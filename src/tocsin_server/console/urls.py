from django.urls import path

from tocsin_server.console import searching, views

app_name = "console"
urlpatterns = [
    path("", views.picture, name="picture"),
    path("search/", searching.page, name="search"),
    path("ledger/", views.ledger_page, name="ledger"),
    path("ledger/chain", views.chain, name="chain"),
    path("pulse", views.pulse, name="pulse"),
]
