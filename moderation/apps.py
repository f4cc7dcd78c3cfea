from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        """Have the rules asked before anything is published, and read the record for what needs a look."""
        from accounts.resumed import tell
        from advocates.reach import tell_soon
        from cms.screening import register
        from moderation import measuring, tally
        from moderation.intake import NAME, ORDINARY, VERBS, handle
        from moderation.mapped import NAME as MAPPED
        from moderation.mapped import VERBS as TO_MAP
        from moderation.mapped import handle as fit
        from moderation.queries.reach import CLAIMS, claims_of
        from moderation.resumed import ACTS
        from moderation.screens import screen
        from record.consumers import subscribe

        register(screen)
        tell(ACTS)
        tell_soon(CLAIMS, claims_of)
        subscribe(NAME, verbs=VERBS, handle=handle, alone=VERBS - ORDINARY)
        subscribe(MAPPED, verbs=TO_MAP, handle=fit)
        subscribe(measuring.NAME, verbs=measuring.VERBS, handle=measuring.handle)
        subscribe(tally.NAME, verbs=tally.VERBS, handle=tally.handle, alone=tally.ALONE)
