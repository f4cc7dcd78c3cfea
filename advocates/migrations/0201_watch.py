import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sitewide.guards import Rebuild


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0102_guards_of_small_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        Rebuild(
            [
                migrations.CreateModel(
                    name="AccessReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="opened at")),
                        ("due_at", models.DateTimeField(verbose_name="answers until")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                    ],
                    options={
                        "verbose_name": "access review",
                        "verbose_name_plural": "access reviews",
                    },
                ),
                migrations.CreateModel(
                    name="AccessReviewLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("days", models.PositiveSmallIntegerField(verbose_name="days before the deadline")),
                        ("at", models.DateTimeField(verbose_name="at")),
                    ],
                    options={
                        "verbose_name": "letter about an access review",
                        "verbose_name_plural": "letters about access reviews",
                    },
                ),
                migrations.CreateModel(
                    name="ProbationProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("confirmed", "confirmed"),
                                    ("kept", "probation goes on"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="opened at")),
                        ("since", models.DateTimeField(verbose_name="counted since")),
                        ("approved", models.PositiveIntegerField(verbose_name="approved uses")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "proposal to end probation",
                        "verbose_name_plural": "proposals to end probation",
                    },
                ),
                migrations.CreateModel(
                    name="ReviewedGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uses", models.PositiveIntegerField(verbose_name="uses since the last round")),
                        ("busiest_day", models.PositiveIntegerField(verbose_name="most uses on a day")),
                        ("last_used", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
                        ("pages", models.PositiveIntegerField(verbose_name="pages used on")),
                        ("pages_in_all", models.PositiveIntegerField(verbose_name="pages it covers")),
                        ("removals", models.PositiveIntegerField(verbose_name="removed, hidden or overturned")),
                        ("suggestion", models.CharField(max_length=12, verbose_name="suggestion")),
                        (
                            "per_day",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="suggested uses a day"),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not answered"),
                                    ("kept", "kept"),
                                    ("narrowed", "narrowed"),
                                    ("ended", "ended"),
                                    ("unconfirmed", "not confirmed in time"),
                                    ("over", "had ended already"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="answer",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "reviewed grant",
                        "verbose_name_plural": "reviewed grants",
                    },
                ),
                migrations.AddField(
                    model_name="grant",
                    name="probation_ended_at",
                    field=models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="probation ended at"
                    ),
                ),
                migrations.AddField(
                    model_name="program",
                    name="access_review_days",
                    field=models.PositiveSmallIntegerField(
                        default=21,
                        validators=[
                            django.core.validators.MinValueValidator(8),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="days to answer one",
                    ),
                ),
                migrations.AddField(
                    model_name="program",
                    name="access_review_every",
                    field=models.PositiveSmallIntegerField(
                        default=91,
                        help_text="Then managers confirm every grant; what nobody confirms ends. 0: only when opened by hand.",
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="days between access reviews",
                    ),
                ),
                migrations.AddField(
                    model_name="program",
                    name="narrow_after",
                    field=models.PositiveSmallIntegerField(
                        default=0,
                        help_text="So many messages taken down narrow it without anybody; only a person undoes it. 0: off.",
                        verbose_name="removals that narrow a grant",
                    ),
                ),
                migrations.AddField(
                    model_name="program",
                    name="narrow_days",
                    field=models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="within so many days",
                    ),
                ),
                migrations.AddField(
                    model_name="program",
                    name="narrow_how",
                    field=models.CharField(
                        choices=[("hold", "back on probation"), ("quota", "half the uses a day")],
                        default="hold",
                        max_length=5,
                        verbose_name="how it is narrowed",
                    ),
                ),
                migrations.AlterField(
                    model_name="grant",
                    name="probation_uses",
                    field=models.PositiveSmallIntegerField(
                        default=0, verbose_name="approved uses until probation may end"
                    ),
                ),
                migrations.AlterField(
                    model_name="narrowing",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                migrations.AlterField(
                    model_name="program",
                    name="probation_uses",
                    field=models.PositiveSmallIntegerField(
                        default=3,
                        help_text="While on probation every post and reply waits for approval. 0: grants have none.",
                        verbose_name="approved uses until probation may end, unless said",
                    ),
                ),
                migrations.AddIndex(
                    model_name="grant",
                    index=models.Index(
                        condition=models.Q(("probation_ended_at", None), ("probation_uses__gt", 0), ("state", "live")),
                        fields=["program"],
                        name="grant_on_probation",
                    ),
                ),
                migrations.AddField(
                    model_name="accessreview",
                    name="opened_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                migrations.AddField(
                    model_name="accessreview",
                    name="program",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_reviews",
                        to="advocates.program",
                        verbose_name="program",
                    ),
                ),
                migrations.AddField(
                    model_name="accessreviewletter",
                    name="review",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="advocates.accessreview",
                        verbose_name="access review",
                    ),
                ),
                migrations.AddField(
                    model_name="accessreviewletter",
                    name="reviewer",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewer",
                    ),
                ),
                migrations.AddField(
                    model_name="probationproposal",
                    name="answered_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                migrations.AddField(
                    model_name="probationproposal",
                    name="grant",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="probation_proposals",
                        to="advocates.grant",
                        verbose_name="grant",
                    ),
                ),
                migrations.AddField(
                    model_name="reviewedgrant",
                    name="answered_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                migrations.AddField(
                    model_name="reviewedgrant",
                    name="grant",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed",
                        to="advocates.grant",
                        verbose_name="grant",
                    ),
                ),
                migrations.AddField(
                    model_name="reviewedgrant",
                    name="review",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="advocates.accessreview",
                        verbose_name="access review",
                    ),
                ),
                migrations.AddField(
                    model_name="reviewedgrant",
                    name="reviewer",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="falls to",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessreview",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("program",),
                        name="one_open_access_review_per_program",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessreview",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("opened_at"))), name="an_access_review_takes_time"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessreviewletter",
                    constraint=models.UniqueConstraint(
                        fields=("review", "reviewer", "days"), name="one_letter_per_review_and_days"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="probationproposal",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("grant",), name="one_open_proposal_per_grant"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="probationproposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "open")),
                            models.Q(("answered_at__isnull", False), ("answered_by", None), ("state", "withdrawn")),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False), ("state", "confirmed")
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("state", "kept"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answered_proposal_says_who_and_why",
                    ),
                ),
                migrations.AddIndex(
                    model_name="reviewedgrant",
                    index=models.Index(
                        condition=models.Q(("answer", "")), fields=["review", "reviewer", "id"], name="reviewed_open"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reviewedgrant",
                    constraint=models.UniqueConstraint(
                        fields=("review", "grant"), name="a_grant_once_in_an_access_review"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reviewedgrant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answer__in", ["unconfirmed", "over"]),
                                ("answered_at__isnull", False),
                                ("answered_by", None),
                            ),
                            models.Q(
                                ("answer", "kept"), ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            models.Q(
                                ("answer__in", ["narrowed", "ended"]),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answer_in_a_review_says_who_and_why",
                    ),
                ),
            ]
        ),
    ]
