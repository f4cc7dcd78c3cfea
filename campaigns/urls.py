from django.urls import URLPattern, URLResolver, path

from campaigns import webhooks
from campaigns.views import payouts, points, rewards, today

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", today.portal, name="portal"),
    path("portal/contributions/", points.contributions, name="contributions"),
    path("portal/points/", points.points, name="points"),
    path("portal/rewards/", rewards.rewards, name="rewards"),
    path("portal/rewards/<int:reward_id>/redeem/", rewards.redeem, name="redeem"),
    path("portal/payouts/", payouts.payouts, name="payouts"),
    path("portal/payouts/set-up/", payouts.set_up, name="payouts_set_up"),
    path("portal/payouts/look-again/", payouts.look_again, name="payouts_look_again"),
    path("hooks/stripe/", webhooks.stripe, name="stripe_hook"),
]
