"""The addresses of the portal, by room. Which of them a node serves is PORTAL_FACE's affair."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from core.questions.urls import lookups
from portal.views.health import HealthView

urlpatterns: list[URLPattern | URLResolver] = [path("health/", HealthView.as_view(), name="health")]

if settings.FACE in ("all", "office"):
    urlpatterns += [
        path("", include("portal.office_urls")),
        path("accounts/", include("core.people.account_urls")),
        path("people/", include("core.people.urls")),
        path("jobs/", include("core.jobs.urls")),
        path("files/", include("core.files.urls")),
        path("inbox/", include("core.notifications.urls")),
        path("archive/", include("archive.urls")),
        path("surveys/", include("surveys.urls")),
        path("forms/manage/", include("publicforms.urls.manage")),
        path("roster/", include("roster.urls")),
        path("questions/", include("core.questions.urls")),
        path("exports/", include("core.exports.urls")),
        path("discussion/", include("core.discussion.urls")),
        path("admin/", admin.site.urls),
    ]
else:
    # Of the questions' addresses only what public pages ask for.
    urlpatterns.append(path("questions/", include((lookups.urlpatterns, "questions"))))
urlpatterns.append(path("forms/", include("publicforms.urls.public")))
if settings.DEMONSTRATION and settings.FACE != "public":
    urlpatterns.append(path("demo/", include("demo.urls")))

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
handler429 = "portal.views.errors.too_many_requests"  # asked for by django-allauth
