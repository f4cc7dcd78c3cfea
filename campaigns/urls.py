from django.urls import URLPattern, URLResolver, include, path

from campaigns import webhooks
from campaigns.views import missions, offline_work, payouts, points, rewards, rules, submissions, today
from campaigns.views.campaigns import feed as campaign_feed
from campaigns.views.campaigns import portal as campaign_portal

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", today.portal, name="portal"),
    path("portal/contributions/", points.contributions, name="contributions"),
    path("portal/points/", points.points, name="points"),
    path("portal/work/", offline_work.works, name="offline_work"),
    path("portal/work/new/", offline_work.log_work, name="log_work"),
    path("portal/work/<int:work_id>/", offline_work.one_work, name="one_work"),
    path("portal/work/<int:work_id>/withdraw/", offline_work.withdraw_work, name="withdraw_work"),
    path("go/points/", rules.earning, name="earning"),
    path("portal/rewards/", rewards.rewards, name="rewards"),
    path("portal/rewards/<int:reward_id>/redeem/", rewards.redeem, name="redeem"),
    path("portal/payouts/", payouts.payouts, name="payouts"),
    path("portal/payouts/set-up/", payouts.set_up, name="payouts_set_up"),
    path("portal/payouts/look-again/", payouts.look_again, name="payouts_look_again"),
    path("hooks/stripe/", webhooks.stripe, name="stripe_hook"),
    path("", include("campaigns.sharing_urls")),
    path("portal/rewards/mine/<int:redemption_id>/", rewards.redemption, name="redemption"),
    path("portal/missions/", missions.missions, name="missions"),
    path("portal/missions/wishes/", missions.wishes, name="mission_wishes"),
    path("portal/missions/<int:mission_id>/", missions.mission, name="mission"),
    path("portal/missions/<int:mission_id>/take/", missions.take, name="mission_take"),
    path("portal/missions/<int:mission_id>/decline/", missions.decline, name="mission_decline"),
    path("portal/missions/work/<int:submission_id>/", submissions.submission, name="submission"),
    path(
        "portal/missions/work/<int:submission_id>/steps/<int:step_id>/<slug:kind>/",
        submissions.prove,
        name="submission_prove",
    ),
    path(
        "portal/missions/work/<int:submission_id>/out/<int:evidence_id>/",
        submissions.take_out,
        name="submission_take_out",
    ),
    path("portal/missions/work/<int:submission_id>/send/", submissions.send, name="submission_send"),
    path("portal/missions/work/<int:submission_id>/give-back/", submissions.give_up, name="submission_give_up"),
    path("portal/missions/evidence/<int:evidence_id>/", submissions.evidence, name="mission_evidence"),
    path("portal/campaigns/", campaign_portal.campaigns, name="campaigns"),
    path("portal/campaigns/<int:campaign_id>/", campaign_portal.campaign, name="campaign"),
    path("portal/campaigns/calendar/", campaign_feed.make, name="campaigns_feed_make"),
    path("portal/campaigns/calendar/end/", campaign_feed.end, name="campaigns_feed_end"),
    path("go/campaigns/<str:secret>.ics", campaign_feed.ics, name="campaigns_ics"),
]
