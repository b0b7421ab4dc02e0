"""A person who signs in, by e-mail address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from core.clock import Now


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> Self:
        """Who the person manages: whoever holds or held a post in their organizations; administrators everybody."""
        from core.people.access import administers
        from core.people.models.memberships import Membership

        if administers(user):
            return self
        return self.filter(Exists(Membership.objects.visible_to(user).filter(user=OuterRef("pk"))))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Addresses are compared without regard to case, so they are kept in lower case throughout."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For emergencies only; `manage.py createsuperuser` is written to the audit log."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """People are never deleted, only deactivated: what they did stays theirs."""

    email = models.EmailField("メールアドレス", unique=True)
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    is_active = models.BooleanField("利用中", default=True)
    is_staff = models.BooleanField("管理サイトに入れる", default=False)
    created_at = models.DateTimeField("登録日時", db_default=Now(), editable=False)

    objects = UserManager()

    # Kept by core.people.access for as long as the request lasts: where it comes from, what it found of
    # posts, rights and groups.
    _address: str | None = None
    _posts: list[Any] | None = None
    _rights: Mapping[str, frozenset[int]] | None = None
    _groups: list[int] | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "利用者"
        ordering = ["kana", "name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.name

    def may_be_deactivated_by(self, user: User) -> bool:
        """Whoever manages all organizations in which the person holds a post. Nobody locks themselves out."""
        from core.people.models.memberships import Membership

        posts = Membership.objects.open_today().filter(user=self)
        return user.pk != self.pk and not posts.exclude(pk__in=Membership.objects.visible_to(user)).exists()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
