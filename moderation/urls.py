from django.urls import URLPattern, URLResolver, path

from moderation.views import appeals, at_work, cases, desk, flags, log, notices, passing, practice, workplace

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
    path("desk/workplace/", workplace.workplace, name="workplace"),
    path("desk/views/", workplace.keep_view, name="keep_view"),
    path("desk/views/<int:view_id>/drop/", workplace.end_view, name="drop_view"),
    path("desk/work/", at_work.work, name="work"),
    path("desk/work/cap/", at_work.set_cap, name="set_cap"),
    path("desk/work/<int:case_id>/take-back/", at_work.take_back, name="take_back_case"),
    path("desk/cases/<int:case_id>/snooze/", passing.snooze, name="snooze_case"),
    path("desk/cases/<int:case_id>/hand-over/", passing.hand_over, name="hand_over_case"),
    path("desk/cases/<int:case_id>/ask/", passing.ask, name="ask_about_case"),
    path("desk/cases/<int:case_id>/opinion/", passing.opinion, name="give_opinion"),
]
