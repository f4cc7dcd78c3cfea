import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0002_guards"),
        ("accounts", "0601_naming"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("name", "name"), ("handle", "handle"), ("pseudonym", "pseudonym")],
                        max_length=10,
                        verbose_name="named by",
                    ),
                ),
                ("shown", models.CharField(max_length=61, verbose_name="shown as")),
                ("skeleton", models.CharField(db_index=True, editable=False, max_length=240)),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "choice of name",
                "verbose_name_plural": "choices of name",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="program",
            name="shows_handles",
            field=models.BooleanField(default=True, verbose_name="their handle"),
        ),
        migrations.AddField(
            model_name="program",
            name="shows_names",
            field=models.BooleanField(default=True, verbose_name="their name"),
        ),
        migrations.AddField(
            model_name="program",
            name="shows_pseudonyms",
            field=models.BooleanField(
                default=True,
                help_text="Readers see that it is one; managers see who it is.",
                verbose_name="a pseudonym",
            ),
        ),
        migrations.AddConstraint(
            model_name="program",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shows_names", True), ("shows_handles", True), ("shows_pseudonyms", True), _connector="OR"
                ),
                name="a_program_shows_people_somehow",
            ),
        ),
        migrations.AddField(
            model_name="namechoice",
            name="attestation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="name_choices",
                to="advocates.attestation",
                verbose_name="attestation",
            ),
        ),
        migrations.AddField(
            model_name="namechoice",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="name_choices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddConstraint(
            model_name="namechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown", ""), _negated=True), name="a_choice_of_name_shows_something"
            ),
        ),
    ]
