from django.urls import path

from tocsin_server.level import views

app_name = "level"
urlpatterns = [
    path("level/", views.level, name="level"),
    path("level/check", views.check, name="check"),
    path("level/raise", views.raise_level, name="raise"),
    path("level/<uuid:declaration_id>/end", views.end, name="end"),
    path("orders/", views.orders, name="orders"),
    path("orders/<uuid:declaration_id>/<slug:unit_id>/", views.unit_orders, name="unit_orders"),
    path("orders/<slug:unit_id>/acknowledge", views.acknowledge, name="acknowledge"),
]
