from django.urls import URLPattern, URLResolver, include, path

from campaigns.views import points, rewards, today

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", today.portal, name="portal"),
    path("portal/contributions/", points.contributions, name="contributions"),
    path("portal/points/", points.points, name="points"),
    path("portal/rewards/", rewards.rewards, name="rewards"),
    path("portal/rewards/<int:reward_id>/redeem/", rewards.redeem, name="redeem"),
    path("", include("campaigns.sharing_urls")),
]
