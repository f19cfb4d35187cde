from django.urls import URLPattern

app_name = "protect"
urlpatterns: list[URLPattern] = []
