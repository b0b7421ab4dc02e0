"""The duties that every organization has somebody for. An administrator may rename, reorder and add to them."""

from django.db import migrations

DUTIES = (
    "総務",
    "選挙",
    "財政",
    "税",
    "人事・給与",
    "行政改革",
    "情報政策",
    "防災",
    "市町村合併・広域行政",
    "公営企業",
    "議会",
    "監査",
)


def add_duties(apps, schema_editor):
    duties = apps.get_model("roster", "Duty").objects
    duties.bulk_create([duties.model(name=name, position=number * 10) for number, name in enumerate(DUTIES, 1)])


class Migration(migrations.Migration):
    dependencies = [("roster", "0001_initial")]

    operations = [migrations.RunPython(add_duties, migrations.RunPython.noop)]
