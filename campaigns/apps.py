from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        """Contributions read the record."""
        from accounts.resumed import tell
        from campaigns.actions.contributions import BAD, GOOD, handle
        from campaigns.resumed import ACTS
        from record.consumers import subscribe

        tell(ACTS)
        subscribe("contributions", verbs=GOOD | BAD, handle=handle)
