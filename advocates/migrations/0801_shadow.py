from django.db import migrations, models

from sitewide.guards import Rebuild


class Migration(migrations.Migration):
    dependencies = [("advocates", "0002_guards")]

    operations = [
        Rebuild(
            [
                migrations.AddField(
                    model_name="grant",
                    name="shadow",
                    field=models.BooleanField(default=False, editable=False, verbose_name="without effect"),
                ),
                migrations.AddConstraint(
                    model_name="grant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("shadow", False),
                            models.Q(("may_be_passed_on", False), ("passed_from", None), ("right", "moderate")),
                            _connector="OR",
                        ),
                        name="a_shadow_grant_is_to_moderate",
                    ),
                ),
            ]
        )
    ]
