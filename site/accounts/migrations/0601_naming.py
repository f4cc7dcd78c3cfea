from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="named_by",
            field=models.CharField(
                choices=[("name", "name"), ("handle", "handle"), ("pseudonym", "pseudonym")],
                default="name",
                editable=False,
                max_length=10,
                verbose_name="named by",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="pseudonym",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="pseudonym"),
        ),
        migrations.AddField(
            model_name="user",
            name="pseudonym_skeleton",
            field=models.CharField(blank=True, editable=False, max_length=240),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("pseudonym_skeleton", ""), _negated=True),
                fields=("pseudonym_skeleton",),
                name="one_user_per_pseudonym",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("pseudonym", ""), ("named_by", "pseudonym"), _connector="OR"),
                name="a_pseudonym_is_what_others_read",
            ),
        ),
    ]
