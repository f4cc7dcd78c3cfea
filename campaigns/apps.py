from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        """Contributions read the record."""
        from campaigns.actions.contributions import BAD, GOOD, handle
        from record.consumers import subscribe

        subscribe("contributions", verbs=GOOD | BAD, handle=handle)
