from django.urls import URLPattern, URLResolver, path

from advocates.views import carried, people, register
from sitewide.limits import limited

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.register, name="register"),
    path("register/grants.json", register.register_json, name="register_json"),
    path("register/grants.atom", limited("register")(register.RegisterFeed()), name="register_atom"),
    path("register/grants.csv", carried.register_csv, name="register_csv"),
    path("register/<int:grant_id>/token.jws", carried.grant_jws, name="grant_token"),
    path("register/<int:grant_id>/badge.svg", carried.badge, name="grant_badge"),
    path("register/<int:grant_id>/", register.register_grant, name="register_grant"),
    path("people/", people.people, name="people"),
    path("people/<str:handle>/", people.person, name="person"),
]
