from django.apps import AppConfig


class AdvocatesConfig(AppConfig):
    name = "advocates"
    verbose_name = "Advocates"

    def ready(self) -> None:
        from advocates.actions.policies import tell_advocates
        from record.consumers import subscribe

        subscribe("policy letters", verbs=["policy.published"], handle=tell_advocates)
