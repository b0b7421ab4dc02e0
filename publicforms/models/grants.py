"""Who of the owner organization may do what with a form: guardian's grants, to groups and to single people."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class FormVerb(models.TextChoices):
    """The verbs that guardian grants on a Form. Each of them lets a person see the form and its settings."""

    SEE = "see_submissions", "申込を見る"
    SEE_PERSONAL = "see_personal", "個人情報を見る"
    HANDLE = "handle_submissions", "申込に対応する"
    EXPORT = "export_submissions", "申込を書き出す"
    EDIT = "edit_form", "フォームの設定を変える"


class FormUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey("publicforms.Form", on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "個人に与えたフォームの権限"


class FormGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey("publicforms.Form", on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "役割に与えたフォームの権限"
