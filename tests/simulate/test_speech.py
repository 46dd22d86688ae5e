"""Texts whose topic and mood are known are varied, and say what they are said to be about."""

from __future__ import annotations

import pytest

from regulars.simulate.draws import Draws
from regulars.simulate.speech import MOODS, STATEMENTS, TOPICS, dialogue, review


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("topic", TOPICS)
def test_texts_of_a_topic_and_mood_are_many_and_whole(topic, mood):
    texts = [review(Draws(1), key, topic, mood, "面膜") for key in range(200)]
    assert len(set(texts)) > 90
    assert not any(sign in text for text in texts for sign in "{}")
    assert review(Draws(1), 5, topic, mood, "面膜") == texts[5]
    assert review(Draws(2), 5, topic, mood, "面膜") != texts[5] or len(set(texts)) < 200


def test_every_topic_has_every_mood():
    assert STATEMENTS.keys() == {(topic, mood) for topic in TOPICS for mood in MOODS}


def test_a_dialogue_begins_and_ends_with_the_customer():
    for key in range(60):
        said = dialogue(Draws(1), key, TOPICS[key % 7], MOODS[key % 3], "外套")
        assert [said[0][0], said[-1][0]] == ["customer", "customer"]
        assert {who for who, _ in said} == {"customer", "agent"}
