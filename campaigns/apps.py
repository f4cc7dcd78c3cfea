from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        """Contributions, payouts, cash rewards, scores with tiers, and badges read the record.

        Whoever moves points or money commits each entry by itself: its rows are locked by what people do, too.
        """
        from accounts.reserved import reserve
        from accounts.resumed import tell
        from advocates.queries.honours import honour
        from campaigns import sharing_tasks  # noqa: F401 - Celery knows a task once its module is loaded
        from campaigns.actions import paid
        from campaigns.actions.contributions import handle
        from campaigns.actions.payouts import owing, telling
        from campaigns.actions.recognition import earned, scoring
        from campaigns.queries.recognition.honours import honours_of
        from campaigns.queries.subjects import VERBS
        from campaigns.resumed import ACTS
        from record.consumers import subscribe

        tell(ACTS)
        reserve(paths=("leaders", "badges"))
        honour(honours_of)
        subscribe("contributions", verbs=VERBS, handle=handle, batch=1)
        subscribe("scores", verbs=scoring.VERBS, handle=scoring.handle)
        subscribe("badges", verbs=earned.EARNED, handle=earned.handle)
        subscribe("payout_letters", verbs=telling.VERBS, handle=telling.handle)
        subscribe("payouts", verbs=[owing.DUE], handle=owing.handle, batch=1)
        subscribe("cash_rewards", verbs=paid.VERBS, handle=paid.handle, batch=1)
