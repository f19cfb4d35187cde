from django.urls import path

from tocsin_server.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("alerts.atom", views.atom, name="atom"),
    path("alerts/<str:identifier>.xml", views.cap, name="cap"),
    path("alerts/<str:identifier>/", views.alert, name="alert"),
]
