"""Indexes over the parts of how pictures look and over the words of texts; apart, for PostgreSQL's sake."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0601_evidence_known_again")]

    operations = [
        *(
            migrations.AddIndex(
                "evidence",
                models.Index(fields=["program", f"band_{n}"], name=f"looks_by_band_{n}", condition=~Q(look="")),
            )
            for n in range(4)
        ),
        migrations.AddIndex(
            "evidence", models.Index(fields=["program", "said_key"], name="texts_by_key", condition=~Q(said_key=""))
        ),
    ]
