from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        """Have the rules asked before anything is published, and read the record for what needs a look."""
        from cms.screening import register
        from moderation.intake import NAME, VERBS, handle
        from moderation.screens import screen
        from record.consumers import subscribe

        register(screen)
        subscribe(NAME, verbs=VERBS, handle=handle)
