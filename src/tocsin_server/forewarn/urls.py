from django.urls import path

from tocsin_server.forewarn import views

app_name = "forewarn"
urlpatterns = [
    path("warnings/", views.warnings, name="warnings"),
    path("warnings/briefing/", views.briefing, name="briefing"),
    path("warnings/forecasts/", views.forecasts, name="forecasts"),
    path("warnings/list.csv", views.sheet, name="sheet"),
    path("warnings/<int:warning_id>/", views.warning, name="warning"),
    path("warnings/<int:warning_id>/judge", views.judge, name="judge"),
]
