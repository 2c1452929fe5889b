"""A document by hand that has every kind of block, for whoever renders documents."""

# ruff: noqa: E501

from __future__ import annotations

from datetime import UTC, date, datetime

from cockpit.periods import Period
from cockpit.review.document import (
    Bar,
    Bars,
    Card,
    Cards,
    Cell,
    Document,
    Event,
    Head,
    Indicator,
    Line,
    Lines,
    Mark,
    Origin,
    Point,
    Points,
    Slide,
    Table,
    Text,
    Timeline,
)
from cockpit.review.numbers import Figure
from cockpit.sentences import Sentence

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
FOOT = ("报修：当月报修的工单，已取消的另列", "n = 1,284  ·  筛选：全部校区、全部班组")


def figure(metric: str, text: str, value: float | None, n: int = 1_284, **cell: str) -> Figure:
    return Figure(metric, text, value, n, OCTOBER, cell=tuple(cell.items()))


OPENED = figure("opened", "1,284 单", 1_284)
SLA = figure("sla_met", "96.2%", 0.9621, 1_190)
NO_DATA = figure("satisfaction", "无数据", None, 0)


def bars() -> Bars:
    parts = [("认证登录 · 东校区", 118), ("多媒体 · 本部", 31), ("无线网络 · 西校区", 14), ("端口与线路 · 本部", -19)]
    made = [Bar(label, float(value), f"{value:+d}".replace("-", "−")) for label, value in parts]
    first = Bar(
        made[0].label, 118.0, "+118", "stress", figure("opened", "160 单", 160, 160, category="认证", campus="E")
    )
    return Bars("与上月相比的增减", "单", "+#,##0;−#,##0;0", (first, *made[1:]))


def lines() -> Lines:
    days = tuple(f"10-{day:02d}" for day in range(1, 32))
    came = tuple(float(30 + (day % 7) * 3 + (40 if 20 <= day <= 22 else 0)) for day in range(1, 32))
    low, high = tuple(22.0 for _ in days), tuple(58.0 for _ in days)
    return Lines(
        "每日报修与预期范围",
        "单",
        "#,##0",
        days,
        (Line("报修", came),),
        low,
        high,
        "预期范围",
        (Mark(19, "10-20 认证网关升级"),),
    )


def table() -> Table:
    heads = (Head("校区", wide=1.6), Head("报修", right=True), Head("按时率", right=True))
    rows = (
        (
            Cell("东校区"),
            Cell("512 单", figure("opened", "512 单", 512, 512, campus="E"), value=512.0, form="#,##0"),
            Cell("88.1%", tone="late", value=0.881, form="0.0%"),
        ),
        (Cell("本部"), Cell("772 单", value=772.0, form="#,##0"), Cell("97.0%", value=0.97, form="0.0%", dark=0.4)),
        (
            Cell("合计"),
            Cell("1,284 单", OPENED, value=1284.0, form="#,##0"),
            Cell("96.2%", SLA, value=0.9621, form="0.0%"),
        ),
    )
    return Table("各校区", heads, rows, totals=1, rest="其余 3 个楼宇合计 12 单")


def slides() -> tuple[Slide, ...]:
    so = (
        Point("证书链配置已于 10-23 修正", "此后三天回到 13–25 单/天", "fine"),
        Point("待决定：升级前演练是否写入变更流程", "负责人 __ 期限 __　看下月：认证类报修", "watch"),
        Point("按时率 96.2%，高于目标 95%", "A 级 3 单全部按时；C 级 41 单超时", evidence=(SLA,)),
    )
    cards = Cards(
        (
            Card("报修", OPENED, "比上月 +9%"),
            Card("按时率", SLA, "上月 94.8%", "目标 ≥ 95%", "达标", "fine"),
            Card("满意度", NO_DATA, "", "目标 ≥ 90", "", ""),
            Card(
                "首次修复率", figure("first_time_fix", "88.0%", 0.88, 900), "上月 91.0%", "目标 ≥ 90%", "未达标", "late"
            ),
        )
    )
    course = Timeline(
        "东校区认证中断",
        "A 级 · 影响 3 栋楼",
        (
            Event("10-20 08:10", "发生", "late"),
            Event("10-20 08:16", "发现：监控平台"),
            Event("10-20 11:40", "恢复", "fine"),
        ),
    )
    return (
        Slide("volume", "报修量", Sentence("10 月报修 1,284 单，比上月多 9%，", "几乎全部来自东校区的认证登录"), "去掉这一项，其余各类合计下降 2%", (bars(), lines()), so, FOOT, ("说明一", "说明二"), (OPENED,)),
        Slide("summary", "一页总结", Sentence("4 项指标中 1 项达标，1 项未达标"), "2026年10月", (cards,), foot=FOOT),
        Slide("places", "地点", Sentence("东校区按时率最低"), "2026年10月", (table(),), so[:1], FOOT, comment="会上请东校区组长说明"),
        Slide("incidents", "重大故障", Sentence("10 月有 1 起 A 级故障，3.5 小时恢复"), "2026年10月", (course,), so[:1], FOOT),
        Slide("decisions", "上月决定", Sentence("上月没有作出决定"), "", (Points("决定", (), "上月的会议没有记录决定"),), (), FOOT),
        Slide("team", "绩效", Sentence("26 人中 15 人优秀"), "2026年10月", (table(),), (), FOOT, private=True),
        Slide("hidden", "隐藏的一页", Sentence("这一页不放映"), hidden=True),
    )  # fmt: skip


def document(version: int = 1) -> Document:
    closed = datetime(2026, 11, 1, 16, 10, tzinfo=UTC)
    origin = Origin(
        "科技大学网络运维驾驶舱",
        "20261101T001000Z-7c1f",
        closed,
        closed,
        "Asia/Shanghai",
        version,
        closed if version else None,
        "运营经理" if version else "",
    )
    indicators = (
        Indicator("opened", "work", "报修", OPENED, former=figure("opened", "1,178 单", 1_178)),
        Indicator("sla_met", "limits", "按时率", SLA, "≥ 95%", "fine", "达标"),
        Indicator("first_time_fix", "quality", "首次修复率", figure("first_time_fix", "88.0%", 0.88, 900), "≥ 90%", "late", "未达标", remark="主要是多媒体教室（79.2%）"),
        Indicator("satisfaction", "customers", "满意度", NO_DATA, "≥ 90"),
    )  # fmt: skip
    texts = (
        Text(
            "suggestions", "改进建议", (Point("更换 6 号楼接入交换机", "60 天内第 3 次同样故障", evidence=(OPENED,)),)
        ),
        Text("plan", "下月计划", (), "一、完成宿舍区巡检\n二、培训新员工"),
    )
    return Document("month", "zh-Hans", "2026年10月服务月报", OCTOBER, SEPTEMBER, origin, slides(), indicators, texts)
