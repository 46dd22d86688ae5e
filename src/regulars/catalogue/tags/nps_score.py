"""What the customer last answered when asked for a recommendation, 0 to 10."""

from regulars.core.tag import Tag, latest

TAG = Tag(
    name="nps_score",
    reads="survey_answer",
    unit="number",
    family="loyalty",
    title={"en": "Last NPS score", "zh": "最近 NPS 评分"},
    about={
        "en": "What the customer last answered when asked for a recommendation, 0 to 10.",
        "zh": "客户最近一次推荐意愿评分，0 到 10。",
    },
    value=lambda a, as_of: latest(a.score, a.answered_at, where=a.question == "nps"),
)
