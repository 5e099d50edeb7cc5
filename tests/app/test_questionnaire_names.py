"""A choice of questionnaires tells scales and informants apart."""

from app.choices import Questionnaire
from app.controls import _questionnaires
from app.words import words


def questionnaire(scale: str, scale_name: str, informant: str = "parent") -> Questionnaire:
    name = "SDQ (Strengths and Difficulties Questionnaire)"
    return Questionnaire("sdq", informant, scale, name, f"sdq-{scale}", False, 0, 40, True, scale_name)


def test_a_part_of_an_instrument_is_named_and_the_total_is_not() -> None:
    assert questionnaire("total", "sumskåre").short_name == "SDQ"
    assert questionnaire("peer", "vansker med jevnaldrende").short_name == "SDQ, vansker med jevnaldrende"


def test_teachers_answer_as_teachers() -> None:
    shown = str(_questionnaires(words("nb"), (questionnaire("total", "sumskåre", "teacher"),), "sdq-total"))
    assert "SDQ, besvart av lærer" in shown
