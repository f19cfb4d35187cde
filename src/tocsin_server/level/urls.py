from django.urls import path

from tocsin_server.level.views import levels, orders

app_name = "level"
urlpatterns = [
    path("level/", levels.level, name="level"),
    path("level/check", levels.check, name="check"),
    path("level/raise", levels.raise_level, name="raise"),
    path("level/<uuid:declaration_id>/end", levels.end, name="end"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<uuid:declaration_id>/<slug:unit_id>/", orders.unit_orders, name="unit_orders"),
    path("orders/<slug:unit_id>/acknowledge", orders.acknowledge, name="acknowledge"),
]
