import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sitewide", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="UnwantedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("since", models.DateTimeField(verbose_name="since")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unwanted_letters",
                        to=settings.AUTH_USER_MODEL, verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "unwanted letter",
                "verbose_name_plural": "unwanted letters",
                "constraints": [
                    models.UniqueConstraint(fields=("member", "kind"), name="a_kind_of_letter_is_unwanted_once")
                ],
            },
        )
    ]  # fmt: skip
