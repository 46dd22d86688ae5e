"""What a customer is like at the end of a day: tags, RFM groups, stages, tiers and their history.

Reads facts and customers up to the as-of day; makes ``customer_tag`` and ``segment_history``.
It predicts nothing, and never sees a fact from after that day.
"""
