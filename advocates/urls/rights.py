from django.urls import URLPattern, URLResolver, path

from advocates.views import brand, connections, halts, passing, rights, why

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/brand.css", brand.brand_css, name="brand_css"),
    path("portal/connections/", connections.my_connections, name="my_connections"),
    path("portal/connections/<int:connection_id>/end/", connections.end_connection, name="end_connection"),
    path("portal/halt/", halts.halt_program, name="halt_program"),
    path("portal/halt/<int:halt_id>/", halts.one_halt, name="one_halt"),
    path("portal/halt/<int:halt_id>/reason/", halts.explain_halt, name="explain_halt"),
    path("portal/halt/<int:halt_id>/lift/", halts.lift_halt, name="lift_halt"),
    path("portal/rights/", rights.my_rights, name="my_rights"),
    path("portal/rights/<int:grant_id>/pass-on/", passing.pass_on, name="pass_on"),
    path("portal/rights/<int:grant_id>/take-back/", passing.take_back, name="take_back"),
    path("portal/rights/<int:grant_id>/<str:answer>/", rights.grant_answer, name="grant_answer"),
    path("portal/why/", why.why, name="why"),
]
