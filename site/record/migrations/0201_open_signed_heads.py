from django.db import migrations, models

from sitewide.guards import Guard


class Migration(migrations.Migration):
    dependencies = [("record", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "position",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="position"),
                ),
                ("after", models.BigIntegerField(verbose_name="after")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("root", models.CharField(max_length=64, verbose_name="root of the tree")),
                ("token", models.TextField(verbose_name="token")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
            ],
            options={
                "verbose_name": "signed head",
                "verbose_name_plural": "signed heads",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__gt", models.F("after"))), name="a_head_covers_an_entry"
                    ),
                    models.UniqueConstraint(fields=("after",), name="heads_follow_each_other"),
                ],
            },
        ),
        Guard(
            "record_head_append_only",
            table="record_head",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="The record is append-only.",
        ),
    ]
