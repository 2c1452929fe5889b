"""The benchmarks' data, made once in ``.bench/``: tickets of 20 columns, a CSV of 1,000,000 and an xlsx of 100,000."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import xlsxwriter

FOLDER = Path(".bench").absolute()
HEADERS = {
    "ticket_id": "工单号",
    "title": "标题",
    "description": "描述",
    "channel": "报修渠道",
    "campus": "校区",
    "building": "楼宇",
    "room": "房间",
    "category": "故障大类",
    "subcategory": "故障小类",
    "device_type": "设备类型",
    "device_id": "设备编号",
    "level": "等级",
    "status": "状态",
    "engineer_id": "处理人",
    "reported_at": "报修时间",
    "assigned_at": "派单时间",
    "arrived_at": "到场时间",
    "resolved_at": "完成时间",
    "closed_at": "关闭时间",
    "rating": "评价",
}
TICKETS = """
with base as (
    select
        i,
        cast(hash(i) % 1000003 as bigint) as h,
        cast(hash(i + 7) % 1009 as bigint) as g,
        timestamp '2023-09-01' + to_seconds(cast(i * 94.6 as bigint)) as reported
    from range({rows}) as t (i)
)
select
    'WO' || lpad(cast(i as varchar), 8, '0') as ticket_id,
    '无线网络连接不上' as title,
    '宿舍区域信号弱，重启后仍无法连接，请尽快处理。编号 ' || h as description,
    ['微信', '电话', '扫码', '网页', '巡检', '监控'][1 + h % 6] as channel,
    ['本部', '东校区', '西校区', '南校区'][1 + g % 4] as campus,
    ['教学楼', '图书馆', '宿舍', '实验楼'][1 + g % 4] || (1 + g % 15) || ' 栋' as building,
    cast(100 + h % 500 as varchar) as room,
    ['无线网络', '认证登录', '端口与线路', '终端电脑', '多媒体', '服务器'][1 + (h // 7) % 6] as category,
    '小类' || (1 + h % 40) as subcategory,
    ['AP', '交换机', '电脑', '投影机'][1 + h % 4] as device_type,
    case when h % 3 = 0 then 'DEV-' || (h % 4000) end as device_id,
    ['A', 'B', 'C', 'C', 'C', 'D', 'D'][1 + h % 7] as level,
    case
        when i > {rows} - 400 and h % 2 = 0 then '处理中'
        when h % 97 = 0 then '已取消'
        else '已关闭'
    end as status,
    'S' || lpad(cast(1 + g % 20 as varchar), 3, '0') as engineer_id,
    strftime(reported, '%Y-%m-%d %H:%M:%S') as reported_at,
    strftime(reported + to_seconds(60 + h % 1500), '%Y-%m-%d %H:%M:%S') as assigned_at,
    strftime(reported + to_seconds(1600 + h % 3000), '%Y-%m-%d %H:%M:%S') as arrived_at,
    case
        when not (i > {rows} - 400 and h % 2 = 0)
            then strftime(reported + to_seconds(4700 + (h * 13) % 90000), '%Y-%m-%d %H:%M:%S')
    end as resolved_at,
    case
        when not (i > {rows} - 400 and h % 2 = 0)
            then strftime(reported + to_seconds(94700 + (h * 13) % 90000), '%Y-%m-%d %H:%M:%S')
    end as closed_at,
    case when h % 3 < 2 then case when h % 100 > 30 then 5 when h % 100 > 8 then 4 else 2 end end as rating
from base
order by i
"""
CONFIGURATION = """\
[site]
name = "性能测试"
zone = "Asia/Shanghai"
clock = 2026-08-28T16:00:00+08:00
[calendar]
terms = [{{ name = "2023-2024", first = 2023-09-01, last = 2024-07-05 }}]
[sources.bench]
path = "."
[sources.bench.tables.tickets]
files = "{file}"
rating_scale = [1, 5]
nulls = []
[sources.bench.tables.tickets.columns]
{columns}
[sources.bench.tables.tickets.values.channel]
"微信" = "wechat"
"电话" = "phone"
"扫码" = "qr"
"网页" = "portal"
"巡检" = "patrol"
"监控" = "monitoring"
[sources.bench.tables.tickets.values.status]
"处理中" = "in_progress"
"已取消" = "cancelled"
"已关闭" = "closed"
"""


def csv(rows: int = 1_000_000) -> Path:
    """A CSV of that many tickets with Chinese headers."""
    return made(f"tickets_{rows}.csv", lambda path: _csv(path, rows))


def xlsx(rows: int = 100_000) -> Path:
    """A workbook of that many tickets with Chinese headers; times are real Excel dates."""
    return made(f"tickets_{rows}.xlsx", lambda path: _xlsx(path, rows))


def configuration(file: Path) -> Path:
    """The cockpit.toml that reads one of these files."""
    columns = "\n".join(f'{name} = "{header}"' for name, header in HEADERS.items())
    path = file.with_suffix(".toml")
    path.write_text(CONFIGURATION.format(file=file.name, columns=columns), encoding="utf-8")
    return path


def made(name: str, make: Callable[[Path], None]) -> Path:
    """The file of that name in ``.bench/``, made if it is missing."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / name
    if not path.exists():
        beside = path.with_name("making-" + name)
        make(beside)
        beside.rename(path)
    return path


def _select(rows: int) -> str:
    named = ", ".join(f'{name} as "{header}"' for name, header in HEADERS.items())
    return f"select {named} from ({TICKETS.format(rows=rows)})"


def _csv(path: Path, rows: int) -> None:
    duckdb.sql(f"copy ({_select(rows)}) to '{path}' (format csv, header)")


def _xlsx(path: Path, rows: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("工单")
    stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, HEADERS.values())
    times = [position for position, name in enumerate(HEADERS) if name.endswith("_at")]
    headers = [header for name, header in HEADERS.items() if name.endswith("_at")]
    cast = ", ".join(f'try_cast("{header}" as timestamp) as "{header}"' for header in headers)
    cells = duckdb.execute(f"select * replace ({cast}) from ({_select(rows)})").fetchall()
    for number, row in enumerate(cells, 1):
        for position, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, position, cell, stamp if position in times else None)
    book.close()
