"""A rule may hold only where another sign stands beside what it finds."""

from django.db import migrations, models

from sitewide.guards import Rebuild


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_guards")]

    operations = [
        Rebuild(
            [
                migrations.AddField(
                    "rule",
                    "with_sign",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Holds it only where another rule finds something too, a link deceives, or hardly a word stands by"
                            " the links."
                        ),
                        verbose_name="only with another sign",
                    ),
                ),
            ]
        ),
    ]
