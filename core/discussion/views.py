"""A thread on a page of its own, and what is done in it. Afterwards one is back on the page of its subject."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.generic import DetailView

from core.discussion.forms import PostForm
from core.discussion.models import Post, Thread
from core.discussion.services.following import follow, unfollow
from core.discussion.services.posting import post, withdraw_post
from core.notifications.services.reading import mark_read
from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest


class ThreadView(VisibleObjectMixin, DetailView):
    may = ""
    model = Thread
    template_name = "discussion/thread.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        kwargs["before"] = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        return super().get_context_data(form=None, files_again=False, **about(self.object), **kwargs)

    def get_object(self, queryset=None) -> Thread:
        thread = super().get_object(queryset)
        if self.request.method == "GET":
            mark_read(self.request.user, thread)  # as a notice's page does
        return thread


class PostsView(VisibleObjectMixin, View):
    may = "may_be_posted_in_by"
    model = Thread
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        thread = self.get_object()
        form = PostForm(request.POST, request.FILES, thread=thread, by=request.user)
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = post(
                    thread,
                    said["body"],
                    uploads=said["files"],
                    mentions=list(said["mentions"]),
                    by=request.user,
                    token=said["token"],
                )
            except ValidationError as problem:
                form.add_error("files" if said["files"] else "body", problem)
            else:
                messages.success(request, "投稿しました。")
                return redirect(f"{thread.subject.path(thread)}#post-{made.pk}")
        typed = {"thread": thread, "form": form, "files_again": bool(request.FILES), "before": None}
        return render(request, "discussion/thread.html", about(thread) | typed, status=422)


class FollowingView(VisibleObjectMixin, View):
    may = ""
    model = Thread
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        thread = self.get_object()
        if request.POST.get("follow") == "1":
            follow(thread, by=request.user)
            messages.success(request, "新しい投稿を、受信箱とメールで知らせます。")
        else:
            unfollow(thread, by=request.user)
            messages.success(request, "新しい投稿を知らせるのをやめました。")
        return redirect(f"{thread.subject.path(thread)}#thread-{thread.pk}")


class WithdrawalView(VisibleObjectMixin, DetailView):
    may = "may_be_withdrawn_by"
    model = Post
    template_name = "discussion/withdraw.html"

    def get_queryset(self):
        return super().get_queryset().for_showing().select_related("thread", "author", "organization")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**about(self.object.thread), **kwargs)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        own = self.get_object()
        if withdraw_post(own, by=request.user):
            messages.success(request, "投稿を取り下げました。")
        else:
            messages.info(request, "この投稿は、すでに取り下げられています。")
        return redirect(f"{own.thread.subject.path(own.thread)}#post-{own.pk}")


def about(thread: Thread) -> dict[str, str]:
    """What the thread is about, for the breadcrumb and the way back."""
    return {"subject_title": thread.subject.title(thread), "subject_path": thread.subject.path(thread)}
