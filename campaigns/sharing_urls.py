"""Referrals and ideas: public pages, the portal's links, and the calls of the shop."""

from django.urls import path

from campaigns.views import ideas, referral_calls, referred, share

urlpatterns = [
    path("go/r/", referred.rule, name="referral_rule"),
    path("go/r/<str:code>/", referred.landing, name="referral_link"),
    path("go/r/<str:code>/on/", referred.go_on, name="referral_on"),
    path("hooks/referrals/<slug:slug>/", referral_calls.call, name="referral_call"),
    path("portal/share/", share.share, name="share"),
    path("portal/share/<int:link_id>/", share.turn, name="share_turn"),
    path("go/ideas/", ideas.listed, name="ideas"),
    path("go/ideas/new/", ideas.submit, name="idea_new"),
    path("go/ideas/alike/", ideas.alike, name="ideas_alike"),
    path("go/ideas/<int:idea_id>/", ideas.one, name="idea"),
    path("go/ideas/<int:idea_id>/vote/", ideas.vote, name="idea_vote"),
    path("go/ideas/<int:idea_id>/comment/", ideas.comment, name="idea_comment"),
    path("go/ideas/<int:idea_id>/flag/", ideas.flag, name="idea_flag"),
]
