"""Documents and policies: when each was last reviewed and changed, in days before the anchor."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sample_data.maker.calendar import ANCHOR
from sample_data.maker.files import Cell, Row, Sheet, workbook

# Name, type, cycle, reviewer, days since the last review, days since a change. The list stands as it does whatever
# day it is seen on, but cycles begin on the calendar's days: there is always something current, due and overdue.
DOCUMENTS = """
网络拓扑图 图纸 月 孙工03 9 3|核心机房清单 清单 月 孙工03 38 -|光缆拓扑图 图纸 季 孙工03 6 -
汇聚机房清单 清单 季 孙工03 97 20|设备间清单 清单 季 孙工03 204 -|设备信息清单 清单 季 孙工03 41 5
运维服务手册 手册 季 周工01 20 11|日常故障处理 手册 季 周工01 86 -|重大故障预案 预案 季 周工01 12 -
IP地址分配表 清单 月 孙工03 - 12
"""
POLICIES = """
培训管理制度 年 周工01 部门级 210 -|绩效考核制度 年 周工01 公司级 402 -|晋升制度 季 周工01 公司级 25 -
项目管理制度 季 孙工03 公司级 77 -|项目检查制度 季 孙工03 部门级 188 -|运维变更制度 周 钱工04 部门级 0 -
调试变更制度 周 钱工04 部门级 6 1|奖惩制度 月 何工05 公司级 16 -|离职制度 月 何工05 公司级 33 -
加班制度 月 何工05 公司级 69 -|日志与报告制度 月 钱工04 部门级 4 -|客户沟通制度 月 钱工04 部门级 11 2
应急响应制度 月 郑工02 部门级 30 8|机房管理制度 月 郑工02 部门级 2 -|值班制度 月 钱工04 部门级 8 -
交接制度 月 钱工04 部门级 35 -|信息安全制度 月 郑工02 部门级 21 -|日志归档制度 月 郑工02 部门级 92 -
"""
HEADER = ["名称", "类型", "审查周期", "审查人", "级别", "上次审查", "变更日期"]


def papers(folder: Path) -> None:
    """Both lists in one workbook."""
    documents: list[Row] = []
    for name, kind, cycle, reviewer, reviewed, changed in lines(DOCUMENTS):
        documents.append([name, kind, cycle, reviewer, "部门级", before(reviewed), before(changed)])
    policies: list[Row] = []
    for name, cycle, reviewer, level, reviewed, changed in lines(POLICIES):
        policies.append([name, "管理制度", cycle, reviewer, level, before(reviewed), before(changed)])
    workbook(folder / "资料与制度.xlsx", Sheet("资料清单", [HEADER], documents), Sheet("制度清单", [HEADER], policies))


def before(days: str) -> Cell:
    """So many days before the anchor; ``-`` is never."""
    return None if days == "-" else ANCHOR - timedelta(int(days))


def lines(block: str) -> list[list[str]]:
    """The entries of a block, each split into its words."""
    return [entry.split() for entry in block.strip().replace("\n", "|").split("|")]
