from django.urls import URLPattern, URLResolver, path

from campaigns.views import badges, points, recognition, rewards, today

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", today.portal, name="portal"),
    path("portal/contributions/", points.contributions, name="contributions"),
    path("portal/points/", points.points, name="points"),
    path("portal/rewards/", rewards.rewards, name="rewards"),
    path("portal/rewards/<int:reward_id>/redeem/", rewards.redeem, name="redeem"),
    path("portal/recognition/", recognition.mine, name="recognition"),
    path("portal/recognition/badges/<uuid:uid>/<str:kind>/", recognition.carry, name="carry_badge"),
    path("people/leaders/", recognition.leaders, name="leaders"),
    path("people/badges/verify/", badges.verify, name="verify_badge"),
    path("people/badges/issuer/", badges.issuer, name="badge_issuer"),
    path("people/badges/status/<int:number>/", badges.status, name="badge_status"),
    path("people/badges/achievements/<uuid:uid>/", badges.achievement, name="achievement"),
    path("people/badges/achievements/<uuid:uid>/picture.png", badges.picture, name="achievement_picture"),
    path("people/badges/<uuid:uid>/", badges.badge, name="badge"),
]
