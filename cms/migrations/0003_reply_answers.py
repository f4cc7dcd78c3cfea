"""An official reply answers a message."""

from django.db import migrations, models
from django.db.models import Q

from sitewide.guards import Rebuild


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_guards"), ("advocates", "0002_guards")]

    operations = [
        Rebuild(
            [
                migrations.AddConstraint(
                    "message",
                    models.CheckConstraint(
                        condition=~Q(kind="reply") | Q(answers__isnull=False), name="a_reply_answers_a_message"
                    ),
                )
            ]
        )
    ]
