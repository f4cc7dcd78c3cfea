from django.apps import AppConfig
from wagtail.signals import pre_page_move


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Pages and messages"

    def ready(self) -> None:
        """Every move of a page, in the editor or by code, is asked whether it may be; messages can be halted; whoever
        leaves says nothing later; names follow what people choose; and the rights below learn who is active where and what
        is due."""
        from accounts.reserved import reserve
        from accounts.resumed import tell
        from advocates import halting, reach
        from cms import leaving, stopping
        from cms.actions import names
        from cms.moving import refuse_move
        from cms.queries.reach import SCHEDULED, due_soon, people_at
        from cms.queries.reading import readers_a_day
        from cms.reserved import RESERVED
        from cms.resumed import ACTS
        from record.consumers import subscribe

        subscribe(leaving.NAME, verbs=leaving.VERBS, handle=leaving.handle)
        subscribe(names.NAME, verbs=names.VERBS, handle=names.show_names)
        halting.register(halting.Messages(stop=stopping.stop, seen_at=stopping.seen_at))
        reach.count_people(people_at)
        reach.count_readers(readers_a_day)
        reach.tell_soon(SCHEDULED, due_soon)
        reserve(paths=(*RESERVED, "said"))
        tell(ACTS)
        pre_page_move.connect(refuse_move, dispatch_uid="cms.refuse_move")
