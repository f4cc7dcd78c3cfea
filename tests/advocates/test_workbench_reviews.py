"""The page of one application, as two reviewers of the program see it."""

from django.test import Client
from django.urls import reverse

from advocates.models import Review
from tests.advocates.joining import Joining, signed_in
from tests.advocates.judging import judge, points, two
from tests.factories import manager_of

__all__ = ["two"]


class TestTheCase:
    """The page of one application, as two reviewers of the program see it."""

    def test_neither_sees_the_others_review_before_giving_their_own(self, two: Joining, staff: Client) -> None:
        """Guard: `Vetting.readable_by`; when it answers all reviews, the note stands on the page."""
        one = two.sent()
        judge(two, one, two.manager, "decline", note="Says the first one.")
        path = reverse("applications:edit", args=[one.pk])
        before = staff.get(path)
        assert "Says the first one." not in before.content.decode()
        assert "advises to decline" not in before.content.decode()
        assert before.context["readable"] == ()
        assert "1 of 2 given" in before.content.decode()
        given = {f"review-c{pk}": "3" for pk in points(two)}
        answer = staff.post(path, given | {"act": "review", "review-advice": "accept", "review-note": "Mine."})
        assert answer.status_code == 302
        after = staff.get(path).content.decode()
        assert "Says the first one." in after
        assert "2 of 3 given" in after

    def test_a_third_reads_nothing_before_their_own_either(self, two: Joining, staff: Client) -> None:
        one = two.sent()
        judge(two, one, two.manager, "decline", note="Says the first one.")
        judge(two, one, manager_of(two.program), "accept", note="Says the second one.")
        page = staff.get(reverse("applications:edit", args=[one.pk])).content.decode()
        assert "Says the first one." not in page
        assert "Says the second one." not in page
        assert "Give your review" in page

    def test_a_review_with_a_gap_shows_the_form_again(self, two: Joining, staff: Client) -> None:
        path = reverse("applications:edit", args=[two.sent().pk])
        answer = staff.post(path, {"act": "review", "review-advice": "accept", "review-note": "Kept."})
        assert answer.status_code == 422
        assert "Kept." in answer.content.decode()
        assert not Review.objects.exists()

    def test_accepting_is_offered_when_the_reviews_are_there(self, two: Joining, staff: Client) -> None:
        one, path = two.sent(), ""
        path = reverse("applications:edit", args=[one.pk])
        assert "Accept and enrol" not in staff.get(path).content.decode()
        assert staff.post(path, {"act": "accept"}).status_code == 409
        judge(two, one, two.manager)
        judge(two, one, manager_of(two.program))
        assert "Accept and enrol" in staff.get(path).content.decode()

    def test_stepping_back_leaves_the_page(self, two: Joining, staff: Client) -> None:
        path = reverse("applications:edit", args=[two.sent().pk])
        answer = staff.post(path, {"act": "conflict", "conflict-reason": "My cousin."})
        assert answer.status_code == 302
        assert staff.get(path).status_code == 404

    def test_the_applicant_never_reads_a_review(self, two: Joining) -> None:
        one = two.sent()
        judge(two, one, two.manager, note="Says the first one.")
        page = signed_in(two.applicant).get(reverse("application_status")).content.decode()
        assert "Says the first one." not in page

    def test_criteria_stand_in_the_workbench_and_on_the_page_about_joining(self, two: Joining, staff: Client) -> None:
        assert "Knows the things" in staff.get(reverse("criteria:index")).content.decode()
        fields = {"program": two.program.pk, "label": "Has time", "most": 4, "position": 9}
        assert staff.post(reverse("criteria:add"), fields).status_code == 302
        page = Client().get(reverse("join"), headers={"host": "testserver"}).content.decode()
        assert "Two reviewers judge it" in page
        assert "Has time" in page

    def test_the_overview_says_how_often_reviewers_agree(self, two: Joining, staff: Client) -> None:
        one = two.sent()
        judge(two, one, two.manager)
        judge(two, one, manager_of(two.program))
        page = staff.get(reverse("program_overview:index")).content.decode()
        assert "100 %" in page
        assert "Everybody always advised the same." in page
