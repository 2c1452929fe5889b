"""A small made-up site for the tests of the screens: tickets of a year, published as a snapshot."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from cockpit.records import RECORDS
from cockpit.settings.model import Calendar, Settings, Source, TableSource, Term, Terms
from cockpit.store import LINEAGE, QUARANTINE, Snapshot, Store, instant, schema, serving, write_table

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
CAMPUSES = {"东校区": 9, "西校区": 6, "南校区": 4, "本部": 12}
CATEGORIES = {
    "无线网络": ("信号弱", "连不上", "频繁掉线"),
    "认证登录": ("密码错误", "认证失败", "终端数超限"),
    "有线网络": ("端口故障", "线路故障"),
    "多媒体教室": ("投影", "中控", "音响"),
    "终端电脑": ("系统", "硬件"),
    "网络设备": ("交换机", "电源"),
    "一卡通": ("读卡器",),
    "其他": ("咨询",),
}
PEOPLE = {"S001": "王建国", "S002": "李敏", "S003": "陈志强", "S004": "赵雪", "S005": "周航"}


def settings(folder: Path, **more: Any) -> Settings:
    """The made-up site's settings over a data folder."""
    table = TableSource("tickets", files="*.csv")
    return Settings(
        file=folder / "cockpit.toml",
        data=folder / "data",
        name="科技大学网络运维驾驶舱",
        zone="Asia/Shanghai",
        clock=NOW,
        calendar=Calendar(
            country="CN",
            terms=(
                Term("2025-2026-1", date(2025, 9, 1), date(2026, 1, 18)),
                Term("2025-2026-2", date(2026, 2, 23), date(2026, 7, 5)),
                Term("2026-2027-1", date(2026, 8, 31), date(2027, 1, 17)),
            ),
        ),
        contract=(Terms(since=date(2023, 9, 1)),),
        sources=(Source("helpdesk", path=folder, tables=(table,)),),
        **more,
    )


def tickets(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """So many tickets of the last 420 days, fewer at weekends, more logins of late."""
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    while len(rows) < count:
        reported = NOW - timedelta(days=draw.random() ** 1.1 * 420, hours=draw.random() * 10)
        if reported.weekday() > 4 and draw.random() < 0.75:
            continue
        rows.append(_ticket(draw, len(rows), reported))
    return rows


def _ticket(draw: random.Random, number: int, reported: datetime) -> dict[str, Any]:
    recent = NOW - reported < timedelta(days=14)
    campus = draw.choices(list(CAMPUSES), (5 if recent else 3, 2, 1, 4))[0]
    category = draw.choices(list(CATEGORIES), (30, 40 if recent and campus == "东校区" else 14, 16, 12, 9, 4, 2, 3))[0]
    building = f"{campus[:1]}{draw.randrange(CAMPUSES[campus]) + 1} 号楼"
    level = draw.choices("ABCD", (1, 8, 60, 31))[0]
    hours = draw.lognormvariate(2.2, 1.2) * {"A": 0.2, "B": 0.5, "C": 1, "D": 2.2}[level]
    resolved = reported + timedelta(hours=hours)
    done = resolved < NOW and draw.random() < 0.985
    assigned = reported + timedelta(minutes=draw.lognormvariate(2.5, 0.9))
    cancelled = draw.random() < 0.01
    arrived = assigned + timedelta(minutes=10 + number % 50)
    return {
        "ticket_id": f"T{number:06d}",
        "work_type": "fault",
        "title": f"{draw.choice(CATEGORIES[category])} {building}",
        "channel": draw.choice(("wechat", "wechat", "qr", "phone", "portal", "patrol", "monitoring")),
        "campus": campus,
        "building": building,
        "room": f"{draw.randrange(1, 6)}0{draw.randrange(1, 9)}",
        "category": category,
        "subcategory": draw.choice(CATEGORIES[category]),
        "device_type": draw.choice(("AP", "交换机", "投影机")),
        "device_id": f"AP-{building}-{draw.randrange(30):02d}" if draw.random() < 0.5 else None,
        "level": level,
        "status": "cancelled" if cancelled else "closed" if done else "in_progress",
        "engineer_id": draw.choice(list(PEOPLE)),
        "group": "网络一组" if draw.random() < 0.6 else "网络二组",
        "reported_at": reported,
        "assigned_at": assigned if assigned < NOW else None,
        "arrived_at": arrived if number % 3 and arrived < min(resolved, NOW) else None,
        "resolved_at": resolved if done and not cancelled else None,
        "closed_at": min(resolved + timedelta(hours=3), NOW) if done else None,
        "reopened_at": resolved + timedelta(days=1) if done and draw.random() < 0.03 else None,
        "reopen_count": 0,
        "overrun_report_at": reported + timedelta(hours=80)
        if number % 4 == 0 and reported < NOW - timedelta(4)
        else None,
        "rating": draw.choice((60.0, 80.0, 80.0, 100.0, 100.0)) if done and draw.random() < 0.5 else None,
    }


def incidents() -> list[dict[str, Any]]:
    """One that lasts, one whose report can still be in time, one that went badly, one of level C, one without fault."""
    hour = timedelta(hours=1)
    lasts = _incident("I1", "A", NOW - 2 * hour, None, "认证<b>中断</b>")
    lasts |= {"told_customer_at": None, "support_needed": None, "expected_restore_at": None}
    owing = _incident("I2", "B", NOW - 24 * hour, 4 * hour, "出口中断") | {"report_submitted_at": None}
    badly = _incident("I3", "A", NOW - timedelta(days=10), 6 * hour, "核心机房停电")
    badly |= {"told_leader_at": badly["discovered_at"] + timedelta(minutes=35), "progress": None, "cause": None}
    badly["report_submitted_at"] = badly["restored_at"] + 31 * hour
    return [
        lasts,
        owing,
        badly,
        _incident("I4", "C", NOW - timedelta(days=5), hour, "教室断网"),
        _incident("I5", "A", NOW - timedelta(days=40), hour, "光缆中断"),
    ]


def _incident(code: str, level: str, discovered: datetime, lasted: timedelta | None, title: str) -> dict[str, Any]:
    """Told, restored and reported in time."""
    restored = None if lasted is None else discovered + lasted
    report = None if restored is None else restored + timedelta(hours=20)
    texts = ("progress", "support_needed", "symptom", "impact", "emergency_handling", "cause", "solution", "follow_up")
    return {
        "incident_id": code,
        "level": level,
        "nature": "中断",
        "campus": "东校区",
        "scope": "全校",
        "title": title,
        "occurred_at": discovered - timedelta(minutes=5),
        "discovered_at": discovered,
        "discovered_by": "监控平台",
        "told_leader_at": discovered + timedelta(minutes=4),
        "told_customer_at": discovered + timedelta(minutes=20),
        "expected_restore_at": discovered + timedelta(hours=3),
        "restored_at": restored,
        "report_submitted_at": report if report and report < NOW else None,
        **dict.fromkeys(texts, "已写明"),
    }


def publish(
    site: Settings,
    rows: list[dict[str, Any]],
    problems: int = 3,
    urgent: list[dict[str, Any]] | None = None,
    beside: dict[str, list[dict[str, Any]]] | None = None,
) -> Snapshot:
    """Publishes the tickets, the staff, incidents and other records where there are any, with the serving file."""
    store = Store(site.data)
    staff = [
        {
            "staff_id": code,
            "name": name,
            "role": "engineer",
            "group": "网络一组",
            "campus": "本部",
            "hired_on": date(2024, 1, 1),
        }
        for code, name in PEOPLE.items()
    ]
    with store.lock():
        folder = store.stage()
        records = {"tickets": rows, "staff": staff} | ({"incidents": urgent} if urgent else {}) | (beside or {})
        tables = {name: _table(folder, name, lines) for name, lines in records.items()}
        tables["tickets"] |= {
            "quarantined": problems,
            "read": len(rows) + problems,
            "reasons": {"before_reported": problems},
        }
        stamp = instant(NOW - timedelta(minutes=4))
        manifest = {
            "schema": 1,
            "created_at": stamp,
            "site": site.name,
            "zone": site.zone,
            "clocks": {"source": instant(NOW - timedelta(minutes=9)), "sync": stamp, "asked": instant(NOW)},
            "tables": tables,
            "quarantine": write_table(folder, "quarantine", _problems(problems)),
            "metrics_version": "test",
        }
        return store.publish(folder, manifest, lambda made: serving.build(made, site))


def _table(folder: Path, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    shape = schema(RECORDS[name])
    lineage = dict.fromkeys(LINEAGE, "x")
    complete = [
        {field.name: row.get(field.name) for field in shape} | lineage | {"_row": at} for at, row in enumerate(rows, 2)
    ]
    table = pa.Table.from_pylist(complete, schema=shape)
    provided = sorted({key for row in rows for key, value in row.items() if value is not None})
    counts = {"read": len(rows), "accepted": len(rows), "quarantined": 0, "deduplicated": 0, "reasons": {}}
    notes = {"unmapped": {}, "warnings": [], "sources": ["helpdesk"], "provided_columns": provided}
    if name == "tickets":
        notes["unmapped"] = {"level": {"特急": 4}}
    return {
        **write_table(folder, name, table.sort_by("reported_at") if name == "tickets" else table),
        **counts,
        **notes,
    }


def _problems(count: int) -> pa.Table:
    line = {
        "record": "tickets",
        "source": "helpdesk",
        "file": "工单_2026-10.xlsx",
        "sheet": "工单明细",
        "column": "resolved_at",
        "value": "2026-10-03 08:00",
        "reason": "before_reported",
        "cells": '["T1", "2026-10-03 08:00"]',
        "header": '["工单号", "完成时间"]',
    }
    return pa.Table.from_pylist([line | {"row": 10 + at} for at in range(count)], schema=QUARANTINE)
