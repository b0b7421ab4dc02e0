"""What was asked is frozen: the database itself refuses to change or delete a published version."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION questions_refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of questionnaire % is published and never changes', OLD.number, OLD.questionnaire_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER published_versions_are_frozen BEFORE UPDATE OR DELETE ON questions_version
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION questions_refuse_change_of_published();
"""
THAW = """
DROP TRIGGER published_versions_are_frozen ON questions_version;
DROP FUNCTION questions_refuse_change_of_published();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('questions', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(FREEZE, THAW),
    ]
