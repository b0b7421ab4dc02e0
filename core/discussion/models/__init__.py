"""A thread, who follows it, and what was said in it."""

from core.discussion.models.posts import MAX_LENGTH, Mention, Post, PostFile
from core.discussion.models.threads import Follower, Thread

__all__ = ["MAX_LENGTH", "Follower", "Mention", "Post", "PostFile", "Thread"]
