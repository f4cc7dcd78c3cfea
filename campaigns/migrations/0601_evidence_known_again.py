"""Pictures are found by parts of how they look, texts by their words; what weighs is counted; no unused tier."""

from typing import Any

from django.db import migrations, models

REASONS = [
    ("late", "The order came after the days in which a click counts."),
    ("currency", "It was paid in another currency than the rule says."),
    ("small", "It was below the least amount of the rule."),
    ("paused", "The link was paused when the order came."),
    ("not_enrolled", "The advocate was not enrolled when the order came."),
    ("silenced", "The advocate could not speak for the program when the order came."),
    ("left", "The advocate was not enrolled any more when the hold was over."),
    ("closed", "The program had stopped counting referrals."),
]


def split(apps: Any, _schema_editor: Any) -> None:
    """The parts of the looks that are stored already."""
    evidence = apps.get_model("campaigns", "Evidence")
    for row in evidence.objects.exclude(look="").only("look").iterator():
        parts = {f"band_{n}": int(row.look[4 * n : 4 * n + 4], 16) for n in range(4)}
        evidence.objects.filter(pk=row.pk).update(**parts)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0701_rounds_votes_and_files")]

    operations = [
        migrations.RemoveField("missionwish", "tier"),
        migrations.RemoveIndex("evidence", "looks_of_pictures"),
        *(
            migrations.AddField("evidence", f"band_{n}", models.PositiveIntegerField(editable=False, null=True))
            for n in range(4)
        ),
        migrations.AddField("evidence", "said_key", models.CharField(blank=True, editable=False, max_length=64)),
        migrations.AddField(
            "evidence", "size", models.PositiveIntegerField(default=0, editable=False, verbose_name="size")
        ),
        migrations.AddField(
            "offlinework",
            "size",
            models.PositiveIntegerField(default=0, editable=False, verbose_name="size of picture and file"),
        ),
        migrations.AlterField(
            "conversion",
            "why",
            models.CharField(blank=True, choices=REASONS, max_length=12, verbose_name="why not"),
        ),
        migrations.RunPython(split, migrations.RunPython.noop),
    ]
