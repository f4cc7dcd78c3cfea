from django.urls import URLPattern, URLResolver, path

from advocates.views import people, register
from sitewide.limits import limited

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.register, name="register"),
    path("register/grants.json", register.register_json, name="register_json"),
    path("register/grants.atom", limited("register")(register.RegisterFeed()), name="register_atom"),
    path("register/<int:grant_id>/", register.register_grant, name="register_grant"),
    path("people/", people.people, name="people"),
    path("people/<str:handle>/", people.person, name="person"),
]
