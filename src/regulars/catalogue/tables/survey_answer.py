"""Answers to surveys, of NPS above all."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="survey_answer",
    grain="one answer to one question of a survey",
    about="Promoters gave 9 or 10, detractors 0 to 6 (Reichheld 2003).",
    title={"en": "Survey answer", "zh": "问卷回答"},
    key=("survey_id", "account_id", "question", "answered_at"),
    moment="answered_at",
    columns=(
        Column("survey_id", "id", "the survey", required=True),
        Column("account_id", "id", "who answered", required=True),
        Column("question", "text", "what was asked: nps, or in words", required=True),
        Column("answered_at", "moment", "when", required=True),
        Column("score", "integer", "0 to 10, where a number was asked"),
        Column("text", "text", "the words"),
    ),
    references={"account_id": "account"},
)
