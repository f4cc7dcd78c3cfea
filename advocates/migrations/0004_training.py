"""Courses, attempts, certifications that expire, the rights that rest on them, and what of it must never change."""

import django.core.validators
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from sitewide.guards import Guard

JUDGED = """
   OLD.judged_at IS NOT NULL OR NEW.member_id <> OLD.member_id OR NEW.course_id <> OLD.course_id
   OR NEW.pass_mark <> OLD.pass_mark OR NEW.questions <> OLD.questions
"""
UNEARNED = """
   NOT EXISTS (
     SELECT 1 FROM advocates_attempt a
      WHERE a.id = NEW.attempt_id AND a.passed AND a.member_id = NEW.member_id AND a.course_id = NEW.course_id
        AND a.judged_at <= NEW.passed_at)
"""
LONGER = """
   OLD.revoked_at IS NOT NULL OR NEW.member_id <> OLD.member_id OR NEW.course_id <> OLD.course_id
   OR NEW.program_id <> OLD.program_id OR NEW.attempt_id <> OLD.attempt_id OR NEW.passed_at <> OLD.passed_at
   OR NEW.expires_at > OLD.expires_at
"""


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0003_policy_changes"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CoursePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "intro",
                    models.CharField(
                        help_text="What one can do after it.", max_length=300, verbose_name="introduction"
                    ),
                ),
                (
                    "pass_mark",
                    models.PositiveSmallIntegerField(
                        default=80,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="pass mark in percent",
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="attempts within seven days",
                    ),
                ),
                (
                    "valid_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1095),
                        ],
                        verbose_name="days a certificate is valid",
                    ),
                ),
                (
                    "quiz",
                    wagtail.fields.StreamField(
                        [("single", 6), ("multiple", 8), ("order", 11), ("example", 19)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.TextBlock", (), {"label": "question", "max_length": 600}),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "answer", "max_length": 300}),
                            2: ("wagtail.blocks.BooleanBlock", (), {"label": "right", "required": False}),
                            3: ("wagtail.blocks.StructBlock", [[("text", 1), ("right", 2)]], {}),
                            4: (
                                "wagtail.blocks.ListBlock",
                                (3,),
                                {"label": "answers, one of them right", "max_num": 8, "min_num": 2},
                            ),
                            5: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Shown once it is judged.",
                                    "label": "explanation",
                                    "max_length": 600,
                                    "required": False,
                                },
                            ),
                            6: ("wagtail.blocks.StructBlock", [[("question", 0), ("options", 4), ("why", 5)]], {}),
                            7: (
                                "wagtail.blocks.ListBlock",
                                (3,),
                                {"label": "answers, some of them right", "max_num": 8, "min_num": 2},
                            ),
                            8: ("wagtail.blocks.StructBlock", [[("question", 0), ("options", 7), ("why", 5)]], {}),
                            9: ("wagtail.blocks.CharBlock", (), {"label": "step", "max_length": 300}),
                            10: (
                                "wagtail.blocks.ListBlock",
                                (9,),
                                {"label": "steps, in the right order", "max_num": 8, "min_num": 2},
                            ),
                            11: ("wagtail.blocks.StructBlock", [[("question", 0), ("steps", 10), ("why", 5)]], {}),
                            12: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "default": "What would you do with this comment?",
                                    "label": "question",
                                    "max_length": 300,
                                },
                            ),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "An invented name.", "label": "who wrote it", "max_length": 60},
                            ),
                            14: ("wagtail.blocks.TextBlock", (), {"label": "the comment", "max_length": 2000}),
                            15: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "flagged under clause", "max_length": 12, "required": False},
                            ),
                            16: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what the reader who flagged it says", "max_length": 200, "required": False},
                            ),
                            17: (
                                "wagtail.blocks.MultipleChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("dismiss", "Leave it"),
                                        ("hide", "Hide"),
                                        ("remove", "Remove"),
                                        ("lock", "Lock"),
                                        ("warn", "Warn"),
                                        ("escalate", "Hand to staff"),
                                    ],
                                    "label": "acts that are right",
                                },
                            ),
                            18: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Numbers with commas, of the policies that govern messages. "
                                    "Needed with an act against the comment.",
                                    "label": "clauses that are right",
                                    "max_length": 80,
                                    "required": False,
                                },
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("question", 12),
                                        ("author", 13),
                                        ("said", 14),
                                        ("flag", 15),
                                        ("note", 16),
                                        ("acts", 17),
                                        ("clauses", 18),
                                        ("why", 5),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="quiz",
                    ),
                ),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="LessonPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutes it takes",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("text", 0), ("remember", 2), ("said", 5), ("picture", 8)],
                        block_lookup={
                            0: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"],
                                    "label": "text",
                                    "template": "advocates/learning/blocks/text.html",
                                },
                            ),
                            1: ("wagtail.blocks.TextBlock", (), {"label": "text", "max_length": 400}),
                            2: ("wagtail.blocks.StructBlock", [[("text", 1)]], {}),
                            3: ("wagtail.blocks.TextBlock", (), {"label": "what somebody writes", "max_length": 800}),
                            4: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "a good answer", "max_length": 800, "required": False},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("text", 3), ("answer", 4)]], {}),
                            6: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "picture"}),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "caption", "max_length": 200, "required": False},
                            ),
                            8: ("wagtail.blocks.StructBlock", [[("image", 6), ("caption", 7)]], {}),
                        },
                        verbose_name="content",
                    ),
                ),
            ],
            options={
                "verbose_name": "lesson",
                "verbose_name_plural": "lessons",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField(verbose_name="begun at")),
                ("questions", models.JSONField(verbose_name="questions")),
                ("answers", models.JSONField(default=dict, verbose_name="answers")),
                ("pass_mark", models.PositiveSmallIntegerField(verbose_name="pass mark in percent")),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="judged at")),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="score in percent")),
                ("passed", models.BooleanField(default=False, verbose_name="passed")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="advocates.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tries",
                        to="advocates.coursepage",
                        verbose_name="course",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
            },
        ),
        migrations.CreateModel(
            name="Certification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("passed_at", models.DateTimeField(verbose_name="passed at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason of the revocation")),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certification",
                        to="advocates.attempt",
                        verbose_name="attempt",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certifications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certifications",
                        to="advocates.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certifications",
                        to="advocates.coursepage",
                        verbose_name="course",
                    ),
                ),
            ],
            options={
                "verbose_name": "certification",
                "verbose_name_plural": "certifications",
            },
        ),
        migrations.CreateModel(
            name="LessonRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reads",
                        to="advocates.lessonpage",
                        verbose_name="lesson",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "lesson read",
                "verbose_name_plural": "lessons read",
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days before the end")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "certification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="advocates.certification",
                        verbose_name="certification",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "right",
                    models.CharField(
                        choices=[("post", "post"), ("reply", "reply"), ("moderate", "moderate")],
                        max_length=10,
                        verbose_name="right",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("binds_from", models.DateTimeField(verbose_name="binds from")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="waived at")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="advocates.coursepage",
                        verbose_name="course",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="waived by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="advocates.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "required course",
                "verbose_name_plural": "required courses",
            },
        ),
        migrations.AddIndex(
            model_name="certification",
            index=models.Index(fields=["member", "course", "expires_at"], name="certification_of_member"),
        ),
        migrations.AddIndex(
            model_name="certification",
            index=models.Index(
                condition=models.Q(("revoked_at", None)), fields=["expires_at"], name="certification_to_remind"
            ),
        ),
        migrations.AddConstraint(
            model_name="certification",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("passed_at"))), name="a_certification_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="certification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("revoked_at", None), ("revoked_by", None)),
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("revoked_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_revocation_says_who_and_why",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["member", "course", "begun_at"], name="attempt_of_member"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("judged_at", None)),
                fields=("member", "course"),
                name="one_open_attempt_per_member_and_course",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("passed", False),
                    models.Q(("judged_at__isnull", False), ("score__gte", models.F("pass_mark"))),
                    _connector="OR",
                ),
                name="passed_means_reached_the_mark",
            ),
        ),
        migrations.AddConstraint(
            model_name="lessonread",
            constraint=models.UniqueConstraint(fields=("member", "lesson"), name="one_read_per_member_and_lesson"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("certification", "days"), name="one_reminder_per_certification_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("program", "right", "course"),
                name="one_requirement_per_right",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("right__in", ["post", "reply", "moderate"])),
                name="a_requirement_is_of_a_known_right",
            ),
        ),
        Guard(
            "attempt_judged_once",
            table="advocates_attempt",
            events=("UPDATE",),
            refuse_when=JUDGED,
            sentence="A judged attempt, and what was asked in it, is never changed.",
        ),
        Guard(
            "attempt_never_deleted",
            table="advocates_attempt",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="An attempt is never deleted.",
        ),
        Guard(
            "certification_of_a_passed_attempt",
            table="advocates_certification",
            events=("INSERT",),
            refuse_when=UNEARNED,
            sentence="A certification rests on a passed attempt of the same member at the same course.",
        ),
        Guard(
            "certification_never_longer",
            table="advocates_certification",
            events=("UPDATE",),
            refuse_when=LONGER,
            sentence="A certification is never made longer, given to another, or brought back.",
        ),
        Guard(
            "certification_never_deleted",
            table="advocates_certification",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="A certification is never deleted.",
        ),
    ]
