"""Every delegated message discloses in its byline, too: add, fill, require."""

from django.db import migrations, models
from django.db.models import Q

from sitewide.guards import Rebuild

FILL = """
UPDATE cms_message SET disclosure_short = 'connected to the brand' WHERE kind <> 'comment' OR relation = 'advocate'
"""


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_breaker"), ("advocates", "0201_open_connections")]

    operations = [
        Rebuild(
            [
                migrations.AlterField(
                    "message", "disclosure", models.CharField(blank=True, max_length=1000, verbose_name="disclosure")
                ),
                migrations.AddField(
                    "message",
                    "disclosure_short",
                    models.CharField(blank=True, default="", max_length=160, verbose_name="disclosure in the byline"),
                    preserve_default=False,
                ),
                migrations.RunSQL(FILL, migrations.RunSQL.noop),
            ]
        ),
        Rebuild(
            [
                migrations.AddConstraint(
                    "message",
                    models.CheckConstraint(
                        condition=Q(kind="comment") | ~Q(disclosure_short=""),
                        name="a_delegated_message_discloses_in_its_byline",
                    ),
                )
            ]
        ),
    ]
