"""A known case is a sealed copy without its author; what was made before is sealed as it was decided on."""

from typing import Any

from django.db import migrations, models

from sitewide.guards import Guard, Rebuild


def seal(apps: Any, _editor: Any) -> None:
    newest = apps.get_model("accounts", "User").objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for gold in apps.get_model("moderation", "GoldCase").objects.select_related("case__message", "decision"):
        message = gold.case.message
        later = message.versions.filter(replaced_at__gt=gold.decision.at).order_by("number").first()
        then = later or message
        gold.title, gold.body, gold.stranger = then.title, then.body, newest + 100 + gold.pk
        gold.save(update_fields=["title", "body", "stranger"])


class Migration(migrations.Migration):
    dependencies = [("moderation", "0201_rules_hold_with_a_sign")]

    operations = [
        Rebuild(
            [
                migrations.AddField(
                    "goldcase", "title", models.CharField(blank=True, max_length=300, verbose_name="title")
                ),
                migrations.AddField(
                    "goldcase", "body", models.TextField(default="", verbose_name="body"), preserve_default=False
                ),
                migrations.AddField(
                    "goldcase",
                    "stranger",
                    models.PositiveBigIntegerField(default=0, verbose_name="number in the author's place"),
                    preserve_default=False,
                ),
            ]
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        Guard(
            "gold_is_sealed",
            table="moderation_goldcase",
            events=("UPDATE",),
            refuse_when="NEW.title <> OLD.title OR NEW.body <> OLD.body OR NEW.stranger <> OLD.stranger",
            sentence="What a known case says is sealed when it is made.",
        ),
    ]
