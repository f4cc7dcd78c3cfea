"""Classes of change, translations of policy texts, and attestations that stay as they were given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sitewide.guards import Guard, Rebuild


class Migration(migrations.Migration):
    dependencies = [
        ("advocates", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("text", models.TextField(verbose_name="text")),
                ("clauses", models.JSONField(default=list, verbose_name="clauses")),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
            ],
            options={
                "verbose_name": "policy translation",
                "verbose_name_plural": "policy translations",
                "ordering": ["language"],
            },
        ),
        Rebuild(
            [
                migrations.RemoveConstraint(
                    model_name="policyversion",
                    name="one_policy_text_per_number_and_language",
                ),
                migrations.AddField(
                    model_name="policyversion",
                    name="change",
                    field=models.CharField(
                        choices=[("editorial", "editorial"), ("material", "material"), ("urgent", "urgent")],
                        default="material",
                        max_length=10,
                        verbose_name="change",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="policyversion",
                    constraint=models.UniqueConstraint(
                        fields=("policy", "number"), name="one_policy_version_per_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="policyversion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("binds_from__gte", models.F("published_at")), ("change", "material")),
                            models.Q(("binds_from", models.F("published_at")), ("change__in", ["editorial", "urgent"])),
                            _connector="OR",
                        ),
                        name="only_a_material_change_gives_time",
                    ),
                ),
            ]
        ),
        migrations.AddField(
            model_name="policytranslation",
            name="published_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="published by",
            ),
        ),
        migrations.AddField(
            model_name="policytranslation",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="translations",
                to="advocates.policyversion",
                verbose_name="version",
            ),
        ),
        migrations.AddConstraint(
            model_name="policytranslation",
            constraint=models.UniqueConstraint(
                fields=("version", "language"), name="one_translation_per_version_and_language"
            ),
        ),
        Guard(
            "policy_translation_immutable",
            table="advocates_policytranslation",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="A published translation is never changed.",
        ),
        Guard(
            "attestation_append_only",
            table="advocates_attestation",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="An attestation is never changed or taken back.",
        ),
    ]
