from itertools import islice

from benchmarks import talk


def test_the_conversation_is_the_same_every_time():
    assert list(talk.comments()) == list(talk.comments())


def test_there_are_fifty_comments_two_deep():
    comments = {comment.number: comment for comment in talk.comments()}
    answers = [comment for comment in comments.values() if comment.parent]
    assert len(comments) == talk.COMMENTS
    assert len(answers) == 30
    assert all(comments[comment.parent].parent is None for comment in answers)
    assert all(comment.parent < comment.number for comment in answers)


def test_a_page_is_searched_for_different_comments_only():
    page = b"<p>Ref. B1.</p><p>Ref. B2.</p><a title='Ref. B2.'>Ref. B22.</a>"
    assert talk.shown(page) == 3


def test_new_texts_never_repeat_a_reference_of_the_conversation():
    old = {comment.text for comment in talk.comments()}
    new = list(islice(talk.new_texts(20_000), 500))
    assert len(set(new)) == 500
    assert not old & set(new)
