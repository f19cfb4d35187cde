"""The addresses of meetings, below those of levels and orders."""

from django.urls import path

from tocsin_server.level.views import deciding, meetings, sharing

urlpatterns = [
    path("", meetings.meetings, name="meetings"),
    path("new", meetings.convene, name="convene"),
    path("<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("<uuid:meeting_id>/call-off", meetings.call_off, name="call_off"),
    path("<uuid:meeting_id>/reply/<slug:unit_id>", meetings.reply, name="reply"),
    path("<uuid:meeting_id>/attendance", meetings.attendance, name="attendance"),
    path("<uuid:meeting_id>/minutes", meetings.minutes, name="minutes"),
    path("<uuid:meeting_id>/meeting.ics", meetings.calendar, name="calendar"),
    path("<uuid:meeting_id>/papers/new", sharing.share, name="share"),
    path("<uuid:meeting_id>/papers/<int:paper_id>/", sharing.paper, name="meeting_paper"),
    path("<uuid:meeting_id>/papers/<int:paper_id>/open", sharing.open_paper, name="open_paper"),
    path("<uuid:meeting_id>/papers/<int:paper_id>/file", sharing.paper_file, name="paper_file"),
    path("<uuid:meeting_id>/decide", deciding.decide, name="decide"),
    path("<uuid:meeting_id>/order", deciding.order, name="order_decision"),
    path("<uuid:meeting_id>/take-back", deciding.take_back, name="take_back"),
]
