"""Handles are compared in their look-alike form, as names and pseudonyms are."""

from django.db import migrations, models

from sitewide.names import skeleton


def fill(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects.exclude(handle=None)
    for person in people.only("handle").iterator():
        person.handle_skeleton = skeleton(person.handle)[:240]
        person.save(update_fields=["handle_skeleton"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="handle_skeleton",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=240),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
