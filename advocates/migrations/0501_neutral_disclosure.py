from django.db import migrations, models

from sitewide.guards import Rebuild


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0202_watch_guards"),
    ]

    operations = [
        Rebuild(
            [
                migrations.AlterField(
                    model_name="program",
                    name="disclosure",
                    field=models.CharField(
                        default="I am an advocate in the brand's program, which gave me the right to speak here.",
                        help_text=(
                            "Told with every message of every advocate. What each of them gets is added: say nothing "
                            "about it here."
                        ),
                        max_length=240,
                        verbose_name="disclosure",
                    ),
                ),
            ]
        ),
    ]
