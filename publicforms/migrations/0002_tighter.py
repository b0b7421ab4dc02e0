"""What the database keeps by itself: no counter below none, a sheet per submission under its number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publicforms", "0001_initial"), ("questions", "0005_sheets_have_short_copies")]

    operations = [
        migrations.AlterField(model_name="tally", name="number", field=models.PositiveBigIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("sheet", models.F("id"))), name="submission_has_its_sheets_id"
            ),
        ),
    ]
