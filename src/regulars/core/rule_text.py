"""The text of a rule as Python's own grammar reads it, and where in it each part stands."""

from __future__ import annotations

import ast
import re
import warnings

from regulars.core.errors import Fault

MOST_SIGNS, MOST_DEEP = 20_000, 60
_WIDE = str.maketrans("（），‘’“”＝＞＜！", "(),''\"\"=><!")
#: What people write who come from elsewhere → what to write here.
_HINTS = (
    (r"&&|\bAND\b", "Write: and"), (r"\|\||\bOR\b", "Write: or"), (r"\bNOT\b|!(?!=)", "Write: not"),
    (r"<>", "Write: !="), (r"(?<![=!<>:])=(?!=)", "Two things are compared with =="), (r"\bIN\b", "Write: in"),
    (r";", "One rule is one expression, without ;"), (r"%|\bLIKE\b|\blike\b", "Write: contains(tag, 'text')"),
)  # fmt: skip
#: What the grammar says of brackets and quotes → what to say here.
_UNPAIRED = (
    ("was never closed", "The bracket that is opened here is not closed"),
    ("unterminated", "The quote that is opened here is not closed"),
    ("unmatched", "The bracket that is closed here was not opened"),
    ("does not match", "The bracket that is closed here does not go with the one that was opened"),
)


class RuleText:
    """One rule as it was written. Positions count its characters, the first being 1."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", " \n").replace("\r", "\n")
        self._lines = self.text.split("\n")

    def tree(self) -> tuple[ast.expr | None, Fault | None]:
        """The expression, or what is wrong with the text as a whole. It may go over several lines."""
        if not self.text.strip():
            return None, Fault("", "is empty. Write a condition such as: spend_12m >= 1000")
        if len(self.text) > MOST_SIGNS:
            return None, Fault("", f"is longer than {MOST_SIGNS:,} characters. Save parts of it as audiences")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of the grammar, about texts such as '\d'
                found = ast.parse(f"({self.text}\n)", mode="eval").body
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
        if "#" not in self.text:
            flat = self.text.replace("\n", " ")
            start = len(flat) - len(flat.lstrip())
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    ast.parse(flat[start:], mode="eval")
            except SyntaxError as flat_error:
                at, said = start + (flat_error.offset or len(flat) + 1) - 1, flat_error.msg
        if at >= len(self.text.rstrip()):
            return Fault(self.where(len(self.text.rstrip())), "ends too soon: a condition or a value is missing")
        return Fault(self.where(min(at, len(self.text))), f"cannot be read here. {self._hint(said)}")

    def _hint(self, said: str) -> str:
        outside = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "''", self.text)
        if outside != outside.translate(_WIDE):
            return "Brackets, commas and quotes are the plain ones: ( ) , '"
        found = [hint for words, hint in _UNPAIRED if words in said]
        found += [hint for pattern, hint in _HINTS if re.search(pattern, outside)]
        return found[0] if found else "Look for a quote or a bracket that is missing, or an and between two conditions"

    # Places ----------------------------------------------------------------------------------------------------------

    def at(self, node: ast.expr | ast.keyword) -> int:
        """Where a part begins."""
        return self._place(node.lineno, node.col_offset)

    def between(self, first: ast.expr, last: ast.expr) -> str:
        """What stands from the beginning of one part to the end of another, on one line."""
        end = self._place(last.end_lineno or last.lineno, last.end_col_offset or last.col_offset)
        return re.sub(r"\s*\n\s*", " ", self.text[self.at(first) : end])

    def where(self, at: int) -> str:
        """A place in words; with its line where there are several."""
        line = self.text.count("\n", 0, at)
        column = at - (self.text.rfind("\n", 0, at) + 1) + 1
        return f"line {line + 1}, character {column}" if len(self._lines) > 1 else f"character {column}"

    def _place(self, line: int, column: int) -> int:
        """The grammar counts bytes, and the bracket before the first line."""
        number = min(line, len(self._lines))
        known = ("(" if number == 1 else "") + self._lines[number - 1]
        return self._index(number, len(known.encode()[:column].decode(errors="ignore")) - (number == 1))

    def _index(self, line: int, column: int) -> int:
        return sum(len(one) + 1 for one in self._lines[: line - 1]) + max(0, column)


def _is_deep(tree: ast.AST) -> bool:
    """Whether reading it would end Python's stack; found level by level."""
    level: list[ast.AST] = [tree]
    for _ in range(MOST_DEEP):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)
