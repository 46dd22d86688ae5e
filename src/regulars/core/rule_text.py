"""The text of a rule as Python's own grammar reads it, and where in it each part stands."""

from __future__ import annotations

import ast
import re
import warnings

from regulars.core.errors import Fault
from regulars.core.rule_signs import foreign, repaired

MOST_SIGNS, MOST_DEEP = 20_000, 60
#: What the grammar says of brackets and quotes → what to say here.
_UNPAIRED = (
    ("was never closed", "The bracket that is opened here is not closed"),
    ("unterminated", "The quote that is opened here is not closed"),
    ("unmatched", "The bracket that is closed here was not opened"),
    ("does not match", "The bracket that is closed here does not go with the one that was opened"),
    ("leading zeros", "A number does not begin with 0. A code is a word, between quotes: '013'"),
    ("decimal literal", "A number has digits and a point only"),
)
_NAMELESS = r"\b(?:and|or|not)\s*(?:[<>]=?|[=!]=)"


class RuleText:
    """One rule as it was written. Positions count its characters, the first being 1."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", " \n").replace("\r", "\n")
        self._lines = self.text.split("\n")
        self._foreign = foreign(self.text) if len(self.text) <= MOST_SIGNS else []
        self._read, self._origins = repaired(self.text, self._foreign)
        self._read_lines = self._read.split("\n")

    def tree(self) -> tuple[ast.expr | None, list[Fault]]:
        """The expression, and what is wrong with the text as a whole. It may go over several lines."""
        found = [Fault(self.where(one.at), one.message) for one in self._foreign]
        if any(one.instead is None for one in self._foreign):
            return None, found
        tree, fault = self._tree()
        return tree, [*found, fault] if fault is not None else found

    def _tree(self) -> tuple[ast.expr | None, Fault | None]:
        if not self.text.strip():
            return None, Fault("", "is empty. Write a condition such as: spend_12m >= 1000")
        if len(self.text) > MOST_SIGNS:
            return None, Fault("", f"is longer than {MOST_SIGNS:,} characters. Save parts of it as audiences")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of the grammar, about texts such as '\d'
                found = ast.parse(f"({self._read}\n)", mode="eval").body
        except SyntaxError as error:
            return None, self._unreadable(error)
        except (ValueError, RecursionError, MemoryError, OverflowError):
            return None, Fault("", "cannot be read: it nests too deep, or holds a sign that no rule has")
        if found.lineno == 1 and found.col_offset == 0:  # the brackets put around it closed within
            return None, Fault("", "cannot be read: a bracket is closed that was not opened")
        if _is_deep(found):
            return None, Fault("", f"goes beyond {MOST_DEEP} levels. Save parts of it as audiences")
        return found, None

    def _unreadable(self, error: SyntaxError) -> Fault:
        """Without the brackets around it, on one line, the grammar tells better where it stopped."""
        line, column, said = error.lineno or 1, (error.offset or 0) - 1, error.msg
        at = self._index(min(line, len(self._lines)), column - (line == 1))
        if "#" not in self._read:
            flat = self._read.replace("\n", " ")
            start = len(flat) - len(flat.lstrip())
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    ast.parse(flat[start:], mode="eval")
            except SyntaxError as flat_error:
                at, said = start + (flat_error.offset or len(flat) + 1) - 1, flat_error.msg
        if at >= len(self._read.rstrip()):
            return Fault(self.where(len(self.text.rstrip())), "ends too soon: a condition or a value is missing")
        return Fault(self.where(self._origins[at]), f"cannot be read here. {self._hint(said)}")

    def _hint(self, said: str) -> str:
        outside = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "''", self._read)
        found = [hint for words, hint in _UNPAIRED if words in said]
        if re.search(_NAMELESS, outside):
            found.append("Each comparison names its tag: x >= 30 and x <= 40, or 30 <= x <= 40")
        return found[0] if found else "Look for a quote or a bracket that is missing, or an and between two conditions"

    # Places ----------------------------------------------------------------------------------------------------------

    def at(self, node: ast.expr | ast.keyword) -> int:
        """Where a part begins."""
        return self._origins[self._place(node.lineno, node.col_offset)]

    def is_bracketed(self, node: ast.expr) -> bool:
        """Whether a bracket is opened just before a part."""
        return self._read[: self._place(node.lineno, node.col_offset)].rstrip().endswith("(")

    def between(self, first: ast.expr, last: ast.expr) -> str:
        """What stands from the beginning of one part to the end of another, on one line."""
        end = self._place(last.end_lineno or last.lineno, last.end_col_offset or last.col_offset)
        return re.sub(r"\s*\n\s*", " ", self._read[self._place(first.lineno, first.col_offset) : end])

    def where(self, at: int) -> str:
        """A place in words; with its line where there are several."""
        line = self.text.count("\n", 0, at)
        column = at - (self.text.rfind("\n", 0, at) + 1) + 1
        return f"line {line + 1}, character {column}" if len(self._lines) > 1 else f"character {column}"

    def _place(self, line: int, column: int) -> int:
        """The grammar counts bytes, and the bracket before the first line."""
        number = min(line, len(self._lines))
        known = ("(" if number == 1 else "") + self._read_lines[number - 1]
        return self._index(number, len(known.encode()[:column].decode(errors="ignore")) - (number == 1))

    def _index(self, line: int, column: int) -> int:
        return sum(len(one) + 1 for one in self._read_lines[: line - 1]) + max(0, column)


def _is_deep(tree: ast.AST) -> bool:
    """Whether reading it would end Python's stack; found level by level."""
    level: list[ast.AST] = [tree]
    for _ in range(MOST_DEEP):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)
