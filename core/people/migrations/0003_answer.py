"""Two verbs more: answering surveys for an organization, and approving what was answered."""

from django.db import migrations

NEW = {
    "answer": ("団体として調査に回答する", ["member", "manager", "staff", "administrator"]),
    "approve": ("団体の回答を承認する", ["manager", "administrator"]),
}


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    OrganizationRole = apps.get_model("people", "OrganizationRole")
    Grant = apps.get_model("people", "OrganizationGroupPermission")
    if not OrganizationRole.objects.exists():
        return  # a new system: its organizations are granted what they need when they come into being
    kind, _ = ContentType.objects.get_or_create(app_label="people", model="organization")
    for codename, (name, roles) in NEW.items():
        permission, _ = Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": name})
        Grant.objects.bulk_create(
            [
                Grant(content_object_id=role.organization_id, group_id=role.group_id, permission=permission)
                for role in OrganizationRole.objects.filter(role__in=roles)
            ],
            ignore_conflicts=True,
        )


def revoke(apps, schema_editor):
    apps.get_model("people", "OrganizationGroupPermission").objects.filter(permission__codename__in=NEW).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_compose'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='organization',
            options={'default_permissions': ('add', 'change', 'delete', 'view'), 'ordering': ['code'], 'permissions': [('read_records', '団体あての記録を読む'), ('acknowledge', '団体として受領を確認する'), ('publish', '通知を発出する'), ('answer', '団体として調査に回答する'), ('approve', '団体の回答を承認する'), ('compose', '様式を作る'), ('edit_roster', '担当者名簿を編集する'), ('manage_people', '利用者を管理する'), ('read_audit', '監査ログを見る'), ('administer', 'ポータルを管理する')], 'verbose_name': '団体', 'verbose_name_plural': '団体'},
        ),
        migrations.RunPython(grant, revoke),
    ]
