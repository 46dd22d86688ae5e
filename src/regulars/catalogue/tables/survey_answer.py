"""What customers answered when they were asked."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="survey_answer",
    grain="one answer to one question of a survey",
    about="Of the question `nps` the score is from 0 to 10: 9 and 10 promote, 0 to 6 detract.",
    title={"en": "Survey answer", "zh": "问卷回答"},
    key=("survey_id", "question", "account_id"),
    moment="answered_at",
    columns=(
        Column("survey_id", "id", "the survey", required=True),
        Column("question", "text", "the question; `nps` is whether they would recommend the shop", required=True),
        Column("account_id", "id", "who answered", required=True),
        Column("answered_at", "moment", "when", required=True),
        Column("score", "integer", "the number that was chosen"),
        Column("text", "text", "what they added in words"),
    ),
    references={"account_id": "account"},
)
