from collections.abc import Iterator

from django.urls import URLPattern, path, re_path

from tocsin_server.public.views import feeds, hub, offline, pages, places, subscribing

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
    path("certificate.pem", pages.certificate, name="certificate"),
    path("archive/", pages.archive, name="archive"),
    path("archive/<str:month>/", pages.archive, name="month"),
    path("place/", places.search, name="search"),
    path("place/<str:key>/", places.place, name="place"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscription/<str:secret>/", subscribing.subscription, name="subscription"),
    path("subscription/<str:secret>/confirm", subscribing.confirm, name="confirm"),
    path("subscription/<str:secret>/unsubscribe", subscribing.unsubscribe, name="unsubscribe"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("site.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline, name="offline"),
]
