"""Texts whose topic and mood are known are varied, and say what they are said to be about."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from regulars.simulate.draws import Draws
from regulars.simulate.speech import ASKS, MOODS, STATEMENTS, TOPICS, dialogues, reviews


def luck(seed, many):
    return partial(lambda purpose, keys: Draws(seed).uniform(purpose, keys), keys=np.arange(many))


def written(topic, mood, *, many=200, seed=1):
    every = np.ones(many, dtype=np.int64)
    place = {"topic": every * TOPICS.index(topic), "mood": every * MOODS.index(mood)}
    return reviews(
        luck(seed, many), **place, other=np.arange(many) % len(TOPICS), goods=np.full(many, "面膜", dtype=object)
    )


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("topic", TOPICS)
def test_texts_of_a_topic_and_mood_are_many_and_whole(topic, mood):
    texts = written(topic, mood).tolist()
    assert len(set(texts)) > 90
    assert not any(sign in text for text in texts for sign in "{}")
    assert written(topic, mood, many=20).tolist() == texts[:20], (
        "a text hangs on its own luck and not on its neighbours"
    )
    assert written(topic, mood, seed=2).tolist() != texts


def test_every_topic_has_every_mood():
    assert STATEMENTS.keys() == {(topic, mood) for topic in TOPICS for mood in MOODS}


def test_a_dialogue_begins_and_ends_with_the_customer():
    topic, mood = np.arange(60) % len(TOPICS), np.arange(60) % len(MOODS)
    ticket, speaker, text = dialogues(luck(1, 60), topic=topic, mood=mood, goods=np.full(60, "外套", dtype=object))
    assert np.unique(ticket).tolist() == list(range(60))
    for one in range(60):
        said = speaker[ticket == one].tolist()
        assert (said[0], said[-1], set(said)) == (0, 0, {0, 1})
        begin = ASKS[TOPICS[topic[one]]]
        assert any(text[ticket == one][0].startswith(ask.partition("{")[0]) for ask in begin)


def test_nothing_said_is_nothing_written():
    none, words = np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    assert len(reviews(luck(1, 0), topic=none, other=none, mood=none, goods=words)) == 0
    assert [len(one) for one in dialogues(luck(1, 0), topic=none, mood=none, goods=words)] == [0, 0, 0]
