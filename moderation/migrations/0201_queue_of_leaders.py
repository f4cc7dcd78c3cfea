from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_guards")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_queue"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("leader__isnull", True), ("state", "open")),
                fields=["program", "-urgency", "due_at", "id"],
                name="case_line",
            ),
        ),
    ]
