from django.urls import URLPattern, URLResolver, path

from advocates.views import attempts, learning

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/learn/", learning.learn, name="learn"),
    path("portal/learn/<int:course_id>/", learning.course, name="course"),
    path("portal/learn/<int:course_id>/begin/", learning.begin, name="begin_attempt"),
    path("portal/learn/lessons/<int:lesson_id>/", learning.lesson, name="lesson"),
    path("portal/learn/attempts/<int:attempt_id>/", attempts.attempt, name="attempt"),
    path("portal/learn/attempts/<int:attempt_id>/<int:number>/", attempts.question, name="question"),
    path("portal/learn/certificates/<int:certification_id>/", learning.certificate, name="certificate"),
]
