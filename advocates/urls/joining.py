from django.urls import URLPattern, URLResolver, path

from advocates.views import joining, leaving, naming, nominating, policies

urlpatterns: list[URLPattern | URLResolver] = [
    path("join/", joining.join, name="join"),
    path("join/nominate/", nominating.nominate, name="nominate"),
    path("join/nominated/<str:secret>/", nominating.nominated, name="nominated"),
    path("join/by/<str:secret>/", joining.invited, name="invited"),
    path("join/apply/", joining.apply, name="apply"),
    path("join/apply/draft/", joining.keep_draft, name="keep_draft"),
    path("join/status/", joining.application_status, name="application_status"),
    path("join/withdraw/", joining.application_withdraw, name="application_withdraw"),
    path("portal/policies/", policies.sign_policies, name="sign_policies"),
    path("portal/policies/name/", naming.my_name, name="my_name"),
    path("portal/policies/signed/<int:attestation_id>/", policies.signed_policy, name="signed_policy"),
    path("portal/policies/<int:version_id>/", policies.sign_policy, name="sign_policy"),
    path("portal/policies/<int:version_id>/text/", policies.policy_text, name="policy_text"),
    path("portal/leave/", leaving.leave_program, name="leave_program"),
]
