from collections.abc import Iterator

from django.urls import URLPattern, path, re_path

from tocsin_server.public.views import feeds, hub, pages

app_name = "public"


def of_feed(base: str) -> Iterator[URLPattern]:
    """The addresses of a feed under a part of the site: its newest document and the pages of its archive."""
    yield re_path(rf"^{base}alerts\.(?P<form>atom|rss)$", feeds.feed)
    yield re_path(rf"^{base}alerts-(?P<page>[1-9]\d{{0,17}})\.(?P<form>atom|rss)$", feeds.feed)


urlpatterns = [
    path("", pages.home, name="home"),
    *of_feed(""),
    *of_feed(r"languages/(?P<language>[a-z]{2,3})/"),
    *of_feed(r"place/(?P<place>[^/]{1,100})/"),
    path("hub", hub.hub, name="hub"),
    path("alerts/<str:identifier>.xml", pages.cap, name="cap"),
    path("alerts/<str:identifier>/", pages.alert, name="alert"),
]
