import core.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publicforms", "0003_tables")]

    operations = [
        migrations.CreateModel(
            name="Mailed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_default=core.clock.Now(), editable=False)),
            ],
            options={
                "verbose_name": "送ったメールの数",
                "verbose_name_plural": "送ったメールの数",
                "indexes": [
                    models.Index(fields=["digest", "at"], name="mailed_by_address"),
                    models.Index(fields=["at"], name="mailed_by_age"),
                ],
            },
        ),
    ]
