"""What a promise refuses, in sentences."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0002_guards"),
        ("moderation", "0202_known_cases_are_sealed"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="promise",
            name="one_promise_per_page",
            constraint=models.UniqueConstraint(
                fields=("program", "page"),
                name="one_promise_per_page",
                violation_error_message="There is a promise for this place already: change that one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="promise",
            name="one_promise_per_program",
            constraint=models.UniqueConstraint(
                condition=models.Q(("page", None)),
                fields=("program",),
                name="one_promise_per_program",
                violation_error_message="There is a promise for this place already: change that one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="promise",
            name="the_more_urgent_the_sooner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hours_2__gte", models.F("hours_3")),
                    ("hours_3__gte", models.F("hours_4")),
                    ("hours_4__gte", 1),
                    ("hours_0__gte", models.F("hours_1")),
                    ("hours_1__gte", models.F("hours_2")),
                ),
                name="the_more_urgent_the_sooner",
                violation_error_message="What is more urgent is decided at least as soon.",
            ),
        ),
    ]
