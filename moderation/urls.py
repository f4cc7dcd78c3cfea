from django.urls import URLPattern, URLResolver, path

from moderation.views import appeals, cases, desk, flags, log, notices, practice, scenarios

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", desk.desk, name="desk"),
    path("desk/next/", desk.next_case, name="next_case"),
    path("desk/cases/<int:case_id>/", cases.case, name="case"),
    path("desk/cases/<int:case_id>/claim/", cases.claim, name="claim_case"),
    path("desk/cases/<int:case_id>/release/", cases.release, name="release_case"),
    path("desk/cases/<int:case_id>/extend/", cases.extend, name="extend_claim"),
    path("desk/cases/<int:case_id>/decide/", cases.decide, name="decide_case"),
    path("desk/cases/<int:case_id>/again/", cases.look_again, name="look_again"),
    path("desk/appeals/", appeals.appeals, name="appeals"),
    path("desk/appeals/<int:appeal_id>/", appeals.appeal, name="appeal"),
    path("desk/practice/<int:attempt_id>/<int:number>/", practice.practice, name="practice"),
    path("portal/flag/<int:message_id>/", flags.flag, name="flag"),
    path("portal/decisions/", notices.my_decisions, name="my_decisions"),
    path("portal/decisions/<int:decision_id>/appeal/", notices.appeal, name="make_appeal"),
    path("decisions/", log.decisions, name="decisions"),
    path("decisions/<int:decision_id>/", log.decision, name="decision"),
    path("desk/cases/<int:case_id>/answer/", scenarios.answer, name="answer_case"),
]
