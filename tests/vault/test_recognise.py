"""What a column holds, told from samples."""

import pytest

from regulars.vault import recognise


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["13812345678", "+86 139 1234 5678", "１３７１２３４５６７８", "", None], "phone"),
        (["010-62345678", "(415) 555-2671", "+44 20 7946 0958"], "phone"),
        (["a@x.com", "B@Y.cn"], "email"),
        (["11010519491231002X", "440524188001010014"], "id_number"),
        (["110105491231002"], "id_number"),
        (["13812345678"] * 4 + ["none"], "phone"),
        (["13812345678"] * 3 + ["none"], None),
        (["10001", "10002", "10003"], None),
        (["536365", "C536379"], None),
        (["2024-01-15", "2024-01-16"], None),
        (["1700000000", "1700000001"], None),
        (["1700000000123"], None),
        (["3821847264918273645", "110105194912310021"], None),
        (["12.50", "199.00"], None),
        ([], None),
        (["", None, " "], None),
    ],
)
def test_a_column_is_recognised_by_four_fifths_of_its_sample(values, kind):
    assert recognise(values) == kind
