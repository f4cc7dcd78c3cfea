import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0002_guards"),
        ("campaigns", "0402_tax_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwardRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("beaten_at", models.DateTimeField(null=True, verbose_name="last sign of progress")),
                ("in_all", models.PositiveIntegerField(default=0, verbose_name="people who met the rule")),
                ("looked_at", models.PositiveIntegerField(default=0, verbose_name="people looked at")),
                ("given", models.PositiveIntegerField(default=0, verbose_name="badges given")),
                ("last_member", models.BigIntegerField(default=0, verbose_name="last person")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
            ],
            options={
                "verbose_name": "round of awards",
                "verbose_name_plural": "rounds of awards",
            },
        ),
        migrations.AddField(
            model_name="hint",
            name="others",
            field=models.JSONField(default=dict, verbose_name="votes and evidence"),
        ),
        migrations.AddField(
            model_name="offlinework",
            name="file",
            field=models.CharField(blank=True, max_length=200, verbose_name="file"),
        ),
        migrations.AddField(
            model_name="offlinework",
            name="file_key",
            field=models.CharField(blank=True, max_length=64, verbose_name="digest of the file"),
        ),
        migrations.AddField(
            model_name="offlinework",
            name="file_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="name of the file"),
        ),
        migrations.AlterField(
            model_name="hint",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pair", "much with one person"),
                    ("ring", "a ring of mutual acts"),
                    ("place", "much on one page"),
                    ("evidence", "the same evidence twice"),
                    ("hours", "more hours than a day has"),
                    ("votes", "a ring of mutual votes"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="offlinework",
            index=models.Index(
                condition=models.Q(("file_key", ""), _negated=True), fields=["program", "file_key"], name="work_by_file"
            ),
        ),
        migrations.AddField(
            model_name="awardround",
            name="achievement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rounds",
                to="campaigns.achievement",
                verbose_name="badge",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)),
                fields=("achievement",),
                name="one_open_round_of_awards_per_badge",
            ),
        ),
    ]
