"""What is said where there is nobody to tell of: data that name no customers have no groups, only sums."""

from __future__ import annotations

NOBODY = (
    "Nobody is known at the end of that day. Where the data name no customers, groups, stages, tiers, flow and "
    "retention cannot be told; the mapping must say which column names the buyer (account_id).",
    "截至当日没有任何已知客户。数据中没有客户标识时，无法判断分层、阶段、等级、流动与留存；"
    "请在映射中写明哪一列是买家（account_id）。",
)
