import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from sitewide.guards import Rebuild


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0402_reviewers_promised"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        Rebuild(
            [
                migrations.CreateModel(
                    name="GrantTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "right",
                            models.CharField(
                                choices=[("post", "post"), ("reply", "reply"), ("moderate", "moderate")],
                                max_length=10,
                                verbose_name="right",
                            ),
                        ),
                        (
                            "per_day",
                            models.PositiveIntegerField(
                                default=5,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="uses a day",
                            ),
                        ),
                        (
                            "in_total",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Empty: no limit besides the daily one.",
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="uses in total",
                            ),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                default=90,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                                verbose_name="days",
                            ),
                        ),
                        (
                            "probation_uses",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: as many as is usual in the program. A right to moderate has none.",
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="uses on probation",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                help_text="Why this person, for this, is completed for each grant: everybody can read it.",
                                max_length=400,
                                verbose_name="draft of the reason",
                            ),
                        ),
                        (
                            "may_be_passed_on",
                            models.BooleanField(
                                default=False,
                                help_text="Its holder may give somebody else a narrower one.",
                                verbose_name="may be passed on",
                            ),
                        ),
                        (
                            "retired",
                            models.BooleanField(default=False, help_text="No longer proposed.", verbose_name="retired"),
                        ),
                    ],
                    options={
                        "verbose_name": "grant template",
                        "verbose_name_plural": "grant templates",
                        "ordering": ["name", "pk"],
                    },
                ),
                migrations.AddField(
                    model_name="grant",
                    name="may_be_passed_on",
                    field=models.BooleanField(default=False, verbose_name="may be passed on"),
                ),
                migrations.AddField(
                    model_name="grant",
                    name="passed_from",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_on",
                        to="advocates.grant",
                        verbose_name="passed on from",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="grant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("passed_from", None), ("may_be_passed_on", False), _connector="OR"),
                        name="a_grant_is_passed_on_one_level_deep",
                    ),
                ),
                migrations.AddField(
                    model_name="granttemplate",
                    name="program",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grant_templates",
                        to="advocates.program",
                        verbose_name="program",
                    ),
                ),
                migrations.AddField(
                    model_name="granttemplate",
                    name="scope",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Empty: it is chosen for each grant.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="granttemplate",
                    constraint=models.UniqueConstraint(
                        models.F("program"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_grant_template_of_a_name",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="granttemplate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("per_day__gte", 1)), name="a_grant_template_allows_one_use_a_day"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="granttemplate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("right__in", ["post", "reply", "moderate"])),
                        name="a_grant_template_is_of_a_known_right",
                    ),
                ),
            ]
        ),
    ]
