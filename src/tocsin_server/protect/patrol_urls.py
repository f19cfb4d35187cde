from django.urls import path

from tocsin_server.protect.views import field, gates, patrols

urlpatterns = [
    path("patrols/", patrols.plans, name="patrols"),
    path("patrols/new/", patrols.new, name="new_plan"),
    path("patrols/of/<slug:unit_id>/", patrols.patrols_of, name="patrols_of"),
    path("patrols/for/<int:order_id>/", patrols.patrols_for, name="patrols_for"),
    path("patrols/teams/<slug:unit_id>/", patrols.unit_teams, name="teams"),
    path("patrols/team/<int:team_id>/stand-down", patrols.stand_down, name="stand_down"),
    path("patrols/field/", field.field, name="field"),
    path("patrols/field/worker.js", field.worker, name="field_worker"),
    path("patrols/field/<int:team_id>/", field.team, name="field_team"),
    path("patrols/field/<int:team_id>/check", field.check, name="check"),
    path("patrols/point/<str:code>/", field.point, name="patrol_point"),
    path("patrols/photo/<int:check_id>", patrols.photo, name="photo"),
    path("patrols/gates/", gates.gates, name="gates"),
    path("patrols/gates/<int:gate_id>/", gates.gate, name="gate"),
    path("patrols/gates/<int:gate_id>/next", gates.next_one, name="gate_next"),
    path("patrols/gates/<int:gate_id>/close", gates.close, name="gate_close"),
    path("patrols/<uuid:plan_id>/", patrols.plan, name="plan"),
    path("patrols/<uuid:plan_id>/shift/<int:number>/", patrols.shift, name="shift"),
    path("patrols/<uuid:before_id>/compare/<uuid:after_id>/", patrols.compare, name="compare"),
    path("patrols/<uuid:plan_id>/plan.json", patrols.paper, name="paper"),
    path("patrols/<uuid:plan_id>/plan.pdf", patrols.printed, name="printed"),
]
"""The addresses of patrols, below those of the console."""
