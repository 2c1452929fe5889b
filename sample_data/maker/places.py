"""Campuses, buildings, rooms and devices of the invented university."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

CAMPUSES = ("本部", "东校区", "西校区", "南校区")

VOLUME = {
    "teaching": 2.4,
    "library": 2.6,
    "dorm": 2.0,
    "lab": 1.5,
    "office": 1.3,
    "sport": 0.4,
    "canteen": 0.6,
    "centre": 0.9,
}
DEVICES = {
    "AP": "无线AP",
    "SW": "接入交换机",
    "PC": "计算机",
    "PJ": "投影机",
    "DK": "门禁控制器",
    "SRV": "服务器",
    "TEL": "话机",
}
PER_FLOOR = {"AP": 9, "SW": 2}

LAYOUT = {
    "本部": """
        第一教学楼 T1 teaching 6,第二教学楼 T2 teaching 5,第三教学楼 T3 teaching 6,
        综合教学楼 T4 teaching 8,图书馆 LIB library 6,行政楼 ADM office 9,科研楼 RES lab 10,
        理科实验楼 LABA lab 6,工科实验楼 LABB lab 7,信息中心 NOC centre 4,体育馆 GYM sport 2,
        校医院 HOS office 3,第一食堂 C1 canteen 2,第二食堂 C2 canteen 3,
        学生宿舍1号楼 D1 dorm 6,学生宿舍2号楼 D2 dorm 6,学生宿舍3号楼 D3 dorm 6,
        学生宿舍4号楼 D4 dorm 7,研究生公寓 D5 dorm 12""",
    "东校区": """
        东区第一教学楼 ET1 teaching 5,东区第二教学楼 ET2 teaching 5,
        东区公共教学楼 ET3 teaching 6,东区图书馆 ELIB library 5,东区办公楼 EADM office 6,
        东区实验楼 ELAB lab 6,东区创新中心 EINN lab 5,东区体育馆 EGYM sport 2,
        东区食堂 EC1 canteen 3,东苑1号楼 ED1 dorm 6,东苑2号楼 ED2 dorm 6,东苑3号楼 ED3 dorm 6,
        东苑4号楼 ED4 dorm 6,东苑5号楼 ED5 dorm 7,东区网络机房楼 ENOC centre 2""",
    "西校区": """
        西区第一教学楼 WT1 teaching 4,西区第二教学楼 WT2 teaching 5,西区图书馆 WLIB library 4,
        西区办公楼 WADM office 5,西区实训楼 WLAB lab 5,西区艺术楼 WART lab 4,
        西区体育馆 WGYM sport 2,西区食堂 WC1 canteen 2,西苑1号楼 WD1 dorm 6,
        西苑2号楼 WD2 dorm 6,西苑3号楼 WD3 dorm 6,西苑4号楼 WD4 dorm 6,
        西区机房楼 WNOC centre 2""",
    "南校区": """
        南区教学楼A座 STA teaching 6,南区教学楼B座 STB teaching 6,南区图书馆 SLIB library 4,
        南区办公楼 SADM office 4,南区实验楼 SLAB lab 6,南区体育馆 SGYM sport 2,
        南区食堂 SC1 canteen 3,南苑1号楼 SD1 dorm 6,南苑2号楼 SD2 dorm 6,南苑3号楼 SD3 dorm 6,
        南苑4号楼 SD4 dorm 6,南苑5号楼 SD5 dorm 7,南区机房楼 SNOC centre 2""",
}


@dataclass(frozen=True)
class Building:
    """One building; ``code`` stands in the numbers of its devices."""

    campus: str
    name: str
    code: str
    kind: str
    floors: int

    def room(self, rng: Random) -> str:
        """A room number; dormitories write four digits, so a leading zero."""
        floor, number = rng.randint(1, self.floors), rng.randint(1, 24 if self.kind == "dorm" else 12)
        return f"{floor:02d}{number:02d}" if self.kind == "dorm" else f"{floor}{number:02d}"

    def device(self, rng: Random, prefix: str, room: str) -> str:
        """A device's number: by floor where it hangs in the corridor, else by room."""
        floor = int(room) // 100
        if prefix in PER_FLOOR:
            return f"{prefix}-{self.code}-{floor}F-{rng.randint(1, PER_FLOOR[prefix]):02d}"
        if prefix == "SRV":
            return f"SRV-{self.code}-{rng.randint(1, 30 if self.kind == 'centre' else 3):02d}"
        if prefix == "DK":
            return f"DK-{self.code}-{rng.randint(1, 6):02d}"
        return f"{prefix}-{self.code}-{room}"


def read() -> tuple[Building, ...]:
    """All buildings."""
    found = []
    for campus, layout in LAYOUT.items():
        for line in layout.split(","):
            name, code, kind, floors = line.split()
            found.append(Building(campus, name, code, kind, int(floors)))
    return tuple(found)


BUILDINGS = read()
BY_NAME = {building.name: building for building in BUILDINGS}
CORE_ROOMS = {building.campus: building for building in BUILDINGS if building.kind == "centre"}
