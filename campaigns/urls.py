from django.urls import URLPattern, URLResolver, path

from campaigns.views import offline_work, points, rewards, rules, today

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
]
