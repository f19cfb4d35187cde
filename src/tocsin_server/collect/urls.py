from django.urls import path

from tocsin_server.collect import views

app_name = "collect"
urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/add", views.add, name="add"),
    path("sources/<slug:feed_id>/enable", views.enable, name="enable"),
    path("sources/<slug:feed_id>/poll", views.poll, name="poll"),
    path("sources/set-aside/<int:set_aside_id>/dismiss", views.dismiss, name="dismiss"),
]
