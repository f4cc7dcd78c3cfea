from django.urls import URLPattern, URLResolver, path, re_path

from cms.views import accepting, comments, composing, said, scheduled, search

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/said/<int:message_id>/", said.message, name="message"),
    path("people/said/<int:message_id>/in-place/", said.in_place, name="message_in_place"),
    path("people/said/<int:message_id>/record/", said.in_record, name="message_record"),
    path("people/said/<int:message_id>/record.json", said.record_json, name="message_record_json"),
    path("portal/write/", composing.write, name="write"),
    path("portal/write/<int:page_id>/", composing.compose, name="compose"),
    path("portal/scheduled/", scheduled.listed, name="scheduled"),
    path("portal/scheduled/<int:scheduled_id>/", scheduled.change, name="change_scheduled"),
    path("portal/scheduled/<int:scheduled_id>/cancel/", scheduled.cancel, name="cancel_scheduled"),
    path("portal/say/<int:page_id>/", comments.comment, name="comment"),
    path("portal/said/<int:message_id>/edit/", said.edit_message, name="edit_message"),
    path("portal/said/<int:message_id>/withdraw/", said.withdraw_message, name="withdraw_message"),
    re_path(
        r"^portal/said/(?P<message_id>[0-9]{1,18})/(?P<act>pin|unpin|lock|unlock)/$", said.staff_act, name="staff_act"
    ),
    re_path(
        r"^portal/said/(?P<message_id>[0-9]{1,18})/(?P<act>accept|unaccept)/$",
        accepting.accept_answer,
        name="accept_answer",
    ),
    re_path(r"^portal/threads/(?P<page_id>[0-9]{1,18})/(?P<act>lock|unlock)/$", said.thread_act, name="thread_act"),
    path("go/search/", search.search, name="search"),
]
