from django.urls import path

from tocsin_server.protect.patrol_urls import urlpatterns as patrols
from tocsin_server.protect.views import belongings, files, regimes, venues

app_name = "protect"
urlpatterns = [
    path("venues/", venues.venues, name="venues"),
    path("venues/add", venues.add, name="add_venue"),
    path("venues/import", files.hand_in, name="import"),
    path("venues/import/<int:import_id>/", files.look_at, name="look_at"),
    path("venues/import/<int:import_id>/take", files.take, name="take"),
    path("venues/list.csv", files.as_csv, name="csv"),
    path("venues/list.geojson", files.as_geojson, name="geojson"),
    path("venues/duties/", regimes.regimes, name="regimes"),
    path("venues/duties/<int:regime_id>/drop", regimes.drop, name="drop_regime"),
    path("venues/of/<str:slug>/", venues.venue, name="venue"),
    path("venues/of/<str:slug>/change", venues.change, name="change_venue"),
    path("venues/of/<str:slug>/close", venues.close, name="close_venue"),
    path("venues/of/<str:slug>/reopen", venues.reopen, name="reopen_venue"),
    path("venues/of/<str:slug>/codes/", belongings.codes, name="codes"),
    path("venues/of/<str:slug>/contacts", belongings.add_contact, name="add_contact"),
    path(
        "venues/of/<str:slug>/contacts/<int:contact_id>/remove",
        belongings.remove_contact,
        name="remove_contact",
    ),
    path("venues/of/<str:slug>/events", belongings.add_event, name="add_event"),
    path(
        "venues/of/<str:slug>/events/<int:event_id>/call-off",
        belongings.call_off_event,
        name="call_off_event",
    ),
    path("venues/of/<str:slug>/points", belongings.add_point, name="add_point"),
    path("venues/of/<str:slug>/points/<int:point_id>/remove", belongings.remove_point, name="remove_point"),
    path("venues/of/<str:slug>/procedures", belongings.adopt_procedure, name="adopt_procedure"),
    path(
        "venues/of/<str:slug>/procedures/<int:procedure_id>/rehearsals",
        belongings.record_rehearsal,
        name="record_rehearsal",
    ),
    path("venues/of/<str:slug>/duties", belongings.record_duty, name="record_duty"),
    path("venues/of/<str:slug>/proof/<int:file_id>", belongings.proof, name="proof"),
    *patrols,
]
