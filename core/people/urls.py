"""People, their posts and invitations, the own settings, the audit log."""

from django.urls import path

from core.people.views import audit, me, people, posts, publishing_right, sections
from core.people.views.invitations import InvitationResendView, InvitationWithdrawalView, InviteView, JoinView

app_name = "people"
urlpatterns = [
    path("", people.PeopleView.as_view(), name="list"),
    path("audit/", audit.AuditView.as_view(), name="audit"),
    path("audit/export/", audit.AuditExportView.as_view(), name="audit_export"),
    path("me/", me.MeView.as_view(), name="me"),
    path("<int:pk>/", people.PersonView.as_view(), name="person"),
    path("<int:pk>/deactivation/", people.DeactivationView.as_view(), name="deactivation"),
    path("<int:pk>/reactivation/", people.ReactivationView.as_view(), name="reactivation"),
    path("<int:pk>/second-factor-reset/", people.SecondFactorResetView.as_view(), name="second_factor_reset"),
    path("<int:pk>/posts/new/", posts.NewPostView.as_view(), name="post_new"),
    path("posts/<int:pk>/", posts.PostView.as_view(), name="post"),
    path("posts/<int:pk>/end/", posts.PostEndView.as_view(), name="post_end"),
    path("invitations/new/", InviteView.as_view(), name="invite"),
    path("invitations/<int:pk>/resending/", InvitationResendView.as_view(), name="invitation_resend"),
    path("invitations/<int:pk>/withdrawal/", InvitationWithdrawalView.as_view(), name="invitation_withdrawal"),
    path("join/<str:secret>/", JoinView.as_view(), name="join"),
    path("sections/", sections.SectionsView.as_view(), name="sections"),
    path("sections/<int:pk>/", sections.SectionView.as_view(), name="section"),
    path("sections/<int:pk>/removal/", sections.SectionRemovalView.as_view(), name="section_removal"),
    path("organizations/<int:pk>/publishing/", publishing_right.PublishingRightView.as_view(), name="publishing_right"),
]
