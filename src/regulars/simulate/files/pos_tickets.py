"""Lines of tickets from the tills of stores; a buyer who shows no card is nobody in particular."""

from __future__ import annotations

from regulars.simulate.dirt import Late, Twice
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT order_no AS ticket_no, row_number() OVER (PARTITION BY order_no ORDER BY item.place) AS line,
           store_id(store) AS store_no, placed_at AS sold_at,
           CASE WHEN NOT is_guest THEN account_id(item.person) END AS card,
           product_id(item.product) AS sku, quantity AS qty, price, item.off AS discount,
           round(price * quantity - item.off, 2) AS amount, placed.amount AS ticket_total,
           CASE luck % 4 WHEN 0 THEN 'cash' WHEN 1 THEN 'card' ELSE 'mobile' END AS paid_by
    FROM item JOIN placed ON placed.place = item."order" WHERE is_in_store ORDER BY sold_at, ticket_no, line
    """


FILE = File("pos_tickets", "csv", _rows, key="ticket_no || '/' || line", dirt=(Twice(0.004), Late(0.003)))
