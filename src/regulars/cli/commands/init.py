"""Make a new shop's folder."""

from __future__ import annotations

import shlex
from pathlib import Path

from regulars.cli.command import verb
from regulars.cli.option import argument, option
from regulars.cli.terminal import Terminal
from regulars.cli.typed import typed


@verb(
    "init",
    en="Make a new shop: a folder with its own lake, vault and settings.",
    zh="新建店铺：生成数据湖、保险库与配置所在的文件夹。",
    more=(
        "Zone and currency decide what a day is and in what money is counted; shop.yaml in the folder holds them.",
        "时区决定“一天”从何时算起，币种决定金额单位；两者都写在文件夹的 shop.yaml 里。",
    ),
    examples=(
        "regulars init myshop",
        "regulars init gifts --zone Europe/London --currency GBP",
        "regulars init 我的店 --zone Asia/Shanghai --currency CNY --language zh",
    ),
)
@argument("folder")
@option("--name", words=("The shop's name. Default: the folder's.", "店铺名称，默认用文件夹名。"))
@option("--zone", words=("The shop's time zone, such as Europe/London.", "店铺时区，如 Asia/Shanghai。"))
@option("--currency", words=("The shop's currency, such as GBP.", "店铺币种，如 CNY。"))
def command(terminal: Terminal, *, folder: str, name: str | None, zone: str | None, currency: str | None) -> None:
    from regulars.app import shop

    made = shop.create(Path(folder), name=name, zone=zone, currency=currency, language=terminal.asked_language or "en")
    terminal.settle(made)
    settings = terminal.settings
    if terminal.as_json:
        terminal.json({"folder": folder, "name": settings.name, "zone": settings.zone, "currency": settings.currency})
        return
    terminal.line(f"Shop {settings.name} is in {folder}.", f"店铺「{settings.name}」已建在 {folder}。")
    if terminal.quiet:
        return
    for words, given, used in (
        (("Zone", "时区"), zone, settings.zone),
        (("Currency", "币种"), currency, settings.currency),
    ):
        if given is None:
            terminal.line(
                f"{words[0]}: that of the first mapping that says one, else {used}; shop.yaml can say it.",
                f"{words[1]}：取首个映射中写明的，否则为 {used}；也可写在 shop.yaml。",
            )
        else:
            terminal.line(f"{words[0]}: {used}", f"{words[1]}：{used}")
    terminal.line(
        "The master key of its vault is in master.key: keep a copy elsewhere.",
        "保险库主密钥在 master.key，请另存一份。",
    )
    program, here = typed(), shlex.quote(folder)
    terminal.line(
        f"Next: {program} load FILE --mapping NAME --shop {here}   "
        f"({program} map FILE --save NAME --shop {here} proposes a mapping)",
        f"下一步：{program} load 文件 --mapping 映射名 --shop {here}   "
        f"（{program} map 文件 --save 映射名 --shop {here} 可自动建议映射）",
    )
