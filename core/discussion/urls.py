from django.urls import path

from core.discussion import views

app_name = "discussion"
urlpatterns = [
    path("<int:pk>/", views.ThreadView.as_view(), name="thread"),
    path("<int:pk>/posts/", views.PostsView.as_view(), name="posts"),
    path("<int:pk>/following/", views.FollowingView.as_view(), name="following"),
    path("posts/<int:pk>/withdrawal/", views.WithdrawalView.as_view(), name="withdrawal"),
]
