"""Rewards of every kind, who may get them, and what becomes of a redemption."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sitewide.guards import Rebuild


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0002_guards"),
        ("campaigns", "0302_earning_guards"),
        ("wagtailimages", "0027_image_description"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Rebuild(
            [
                migrations.CreateModel(
                    name="Fulfilment",
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
                                    ("waiting", "waits for approval"),
                                    ("approved", "approved"),
                                    ("preparing", "being prepared"),
                                    ("sent", "sent"),
                                    ("delivered", "delivered"),
                                    ("refused", "refused"),
                                    ("cancelled", "cancelled"),
                                    ("failed", "failed"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(verbose_name="since")),
                        ("carrier", models.CharField(blank=True, max_length=60, verbose_name="carrier")),
                        ("tracking_url", models.URLField(blank=True, max_length=300, verbose_name="tracking link")),
                        ("note", models.CharField(blank=True, max_length=400, verbose_name="note for the person")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "fulfilment",
                        "verbose_name_plural": "fulfilments",
                    },
                ),
                migrations.CreateModel(
                    name="PostalAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                        ("street", models.CharField(blank=True, max_length=120, verbose_name="street and number")),
                        (
                            "extra",
                            models.CharField(blank=True, max_length=120, verbose_name="floor, company or care of"),
                        ),
                        ("postcode", models.CharField(blank=True, max_length=16, verbose_name="postcode")),
                        ("city", models.CharField(blank=True, max_length=80, verbose_name="town")),
                        ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
                        ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                        ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased at")),
                    ],
                    options={
                        "verbose_name": "postal address",
                        "verbose_name_plural": "postal addresses",
                    },
                ),
                migrations.CreateModel(
                    name="RewardDate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("where", models.CharField(max_length=120, verbose_name="where")),
                        (
                            "places",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)], verbose_name="places"
                            ),
                        ),
                        ("taken", models.PositiveSmallIntegerField(default=0, verbose_name="places taken")),
                    ],
                    options={
                        "verbose_name": "date",
                        "verbose_name_plural": "dates",
                        "ordering": ["starts_at", "pk"],
                    },
                ),
                migrations.AddField(
                    model_name="redemption",
                    name="cause",
                    field=models.CharField(blank=True, max_length=100, verbose_name="cause"),
                ),
                migrations.AddField(
                    model_name="redemption",
                    name="cost",
                    field=models.PositiveIntegerField(default=0, verbose_name="cost"),
                ),
                migrations.AddField(
                    model_name="redemption",
                    name="country",
                    field=models.CharField(blank=True, max_length=2, verbose_name="country"),
                ),
                migrations.AddField(
                    model_name="redemption",
                    name="currency",
                    field=models.CharField(blank=True, max_length=3, verbose_name="currency"),
                ),
                migrations.AddField(
                    model_name="redemption",
                    name="fair_value",
                    field=models.PositiveIntegerField(default=0, verbose_name="fair value"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="causes",
                    field=models.JSONField(blank=True, default=list, verbose_name="causes"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="certification",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="advocates.coursepage",
                        verbose_name="certification",
                    ),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="cost",
                    field=models.PositiveIntegerField(default=0, verbose_name="cost"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="countries",
                    field=models.JSONField(blank=True, default=list, verbose_name="countries"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="ends_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="until"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="enrolled_days",
                    field=models.PositiveSmallIntegerField(default=0, verbose_name="enrolled for at least, in days"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="enrolled_only",
                    field=models.BooleanField(default=False, verbose_name="only for enrolled advocates"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="fair_value",
                    field=models.PositiveIntegerField(default=0, verbose_name="fair value"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("code", "code"),
                            ("goods", "goods by post"),
                            ("experience", "experience"),
                            ("donation", "donation"),
                            ("cash", "money"),
                        ],
                        default="code",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="lifetime_points",
                    field=models.PositiveIntegerField(default=0, verbose_name="points ever earned, at least"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="per_days",
                    field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="within days"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="per_person",
                    field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most per person"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="receipt",
                    field=models.CharField(blank=True, max_length=400, verbose_name="text of the receipt"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="starts_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="from"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="stock",
                    field=models.PositiveIntegerField(default=0, verbose_name="pieces left"),
                ),
                migrations.AddField(
                    model_name="reward",
                    name="tier",
                    field=models.SlugField(blank=True, verbose_name="tier"),
                ),
                migrations.AddField(
                    model_name="rewardcode",
                    name="kept_for",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_code",
                        to="campaigns.redemption",
                        verbose_name="kept for",
                    ),
                ),
                migrations.AlterField(
                    model_name="reward",
                    name="how_to_use",
                    field=models.CharField(blank=True, max_length=400, verbose_name="how to use it"),
                ),
                migrations.AddConstraint(
                    model_name="reward",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["cash", "donation"]), _negated=True),
                            ("cost__gte", 1),
                            _connector="OR",
                        ),
                        name="money_given_is_an_amount",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reward",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind", "goods"), ("stock", 0), _connector="OR"),
                        name="only_goods_are_counted_in_pieces",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reward",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at", None),
                            ("ends_at", None),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="a_reward_is_offered_for_some_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rewardcode",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kept_for", None), ("redemption", None), _connector="OR"),
                        name="a_code_given_is_kept_for_nobody",
                    ),
                ),
                migrations.AddField(
                    model_name="fulfilment",
                    name="approved_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                migrations.AddField(
                    model_name="fulfilment",
                    name="redemption",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fulfilment",
                        to="campaigns.redemption",
                        verbose_name="redemption",
                    ),
                ),
                migrations.AddField(
                    model_name="fulfilment",
                    name="refund",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunded",
                        to="campaigns.transfer",
                        verbose_name="refund",
                    ),
                ),
                migrations.AddField(
                    model_name="postaladdress",
                    name="redemption",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="address",
                        to="campaigns.redemption",
                        verbose_name="redemption",
                    ),
                ),
                migrations.AddField(
                    model_name="rewarddate",
                    name="reward",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dates",
                        to="campaigns.reward",
                        verbose_name="reward",
                    ),
                ),
                migrations.AddField(
                    model_name="redemption",
                    name="date",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="campaigns.rewarddate",
                        verbose_name="date",
                    ),
                ),
                migrations.AddIndex(
                    model_name="redemption",
                    index=models.Index(fields=["reward", "member", "-at"], name="redemption_per_person"),
                ),
                migrations.AddIndex(
                    model_name="fulfilment",
                    index=models.Index(fields=["state", "changed_at"], name="fulfilments_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="fulfilment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refund__isnull", False), ("state__in", ["refused", "cancelled", "failed"])),
                            models.Q(
                                models.Q(("state__in", ["refused", "cancelled", "failed"]), _negated=True),
                                ("refund", None),
                            ),
                            _connector="OR",
                        ),
                        name="points_are_back_where_nothing_came",
                    ),
                ),
                migrations.AddIndex(
                    model_name="postaladdress",
                    index=models.Index(
                        condition=models.Q(("erased_at", None)), fields=["redemption"], name="addresses_kept"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="postaladdress",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(
                                ("city", ""),
                                ("country", ""),
                                ("extra", ""),
                                ("name", ""),
                                ("postcode", ""),
                                ("region", ""),
                                ("street", ""),
                            ),
                            _connector="OR",
                        ),
                        name="an_erased_address_is_blank",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rewarddate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("places"))), name="no_more_people_than_places"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rewarddate",
                    constraint=models.UniqueConstraint(fields=("reward", "starts_at", "where"), name="one_date_once"),
                ),
            ]
        )
    ]
