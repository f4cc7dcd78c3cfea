"""A shadow grant stays one, and nothing is ever done under it."""

from django.db import migrations

from sitewide.guards import Guard

SHADOW = "EXISTS (SELECT 1 FROM advocates_grant g WHERE g.id = NEW.grant_id AND g.shadow)"


class Migration(migrations.Migration):
    dependencies = [("advocates", "0801_shadow")]

    operations = [
        Guard(
            "shadow_never_changes", table="advocates_grant", events=("UPDATE",),
            refuse_when="NEW.shadow <> OLD.shadow", sentence="Whether a grant is without effect never changes.",
        ),
        Guard(
            "no_exercise_of_a_shadow", table="advocates_exercise", events=("INSERT",), refuse_when=SHADOW,
            sentence="Nothing is done under a shadow grant.",
        ),
    ]  # fmt: skip
