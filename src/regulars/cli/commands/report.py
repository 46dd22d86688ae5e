"""Write the picture of the shop as one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from regulars.cli.command import verb
from regulars.cli.option import as_of_option, option
from regulars.cli.terminal import Terminal


@verb(
    "report",
    en="Write the picture of the shop as one HTML page.",
    zh="生成店铺全貌报告（单个 HTML 文件）。",
    more=(
        "The page stands alone: mail it, print it. It holds no personal data.",
        "单个文件，可直接发送或打印，不含个人信息。",
    ),
    examples=(
        "regulars report --open",
        "regulars report --language zh --out 日报.html",
        "regulars report --as-of 2011-08-31",
    ),
)
@option(
    "--out",
    metavar="FILE",
    words=("Where. Default: in the shop's reports folder.", "输出路径，默认在店铺的 reports 文件夹。"),
)
@option("--open", "shows", is_flag=True, words=("Open it in the browser.", "用浏览器打开。"))
@as_of_option
def command(terminal: Terminal, *, out: str | None, shows: bool, as_of: date | None) -> None:
    shop = terminal.asked()
    with terminal.progress() as progress:
        made = shop.report(Path(out) if out else None, language=terminal.language, as_of=as_of, progress=progress)
    path = Path(made).absolute()
    if terminal.as_json:
        terminal.json({"path": path})
    else:
        terminal.text(str(path))
    if shows:
        import webbrowser

        if not webbrowser.open(path.as_uri()):
            terminal.remark(
                terminal.words("No browser was found; open the file yourself.", "没有找到浏览器，请手动打开。")
            )
