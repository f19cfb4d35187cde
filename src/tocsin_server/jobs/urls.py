from django.urls import path

from tocsin_server.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/retry", views.retry, name="retry"),
]
