from django.apps import AppConfig


class AdvocatesConfig(AppConfig):
    name = "advocates"
    verbose_name = "Advocates"

    def ready(self) -> None:
        from accounts import scopes
        from accounts.reserved import reserve
        from accounts.resumed import tell
        from advocates.actions.policies import tell_advocates
        from advocates.actions.watching import VERBS, follow
        from advocates.queries.naming import known_once
        from advocates.queries.reserved import brand_names, manager_names
        from advocates.queries.scopes import scopes_of
        from advocates.resumed import ACTS
        from record.consumers import subscribe

        subscribe("policy letters", verbs=["policy.published"], handle=tell_advocates)
        scopes.register("advocates", scopes_of)
        subscribe("advocates.watching", verbs=VERBS, handle=follow)
        tell(ACTS)
        reserve(brands=brand_names, staff=manager_names, known=known_once)
