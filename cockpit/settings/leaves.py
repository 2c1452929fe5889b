"""Single values of cockpit.toml: text, numbers, days, durations, zones, date formats, conditions of a fold."""

from __future__ import annotations

import ipaddress
import re
import time as clock
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cockpit.settings.readers import Reader, Wrong, leaf, unknown

_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# Among date formats: bare years of three digits are of the Republic of China's calendar.
MINGUO = "民国"
_MINGUO = (MINGUO, "民國", "roc")
# And numbers of 10 or 13 digits are seconds or milliseconds since 1970.
EPOCH = "epoch"
CALENDARS = (MINGUO, EPOCH)
_DIRECTIVE = re.compile(r"%(.)?", re.DOTALL)
_CONDITION = re.compile(
    r"""\s*(?:"(?P<quoted>[^"]+)"|(?P<bare>[^"'=!]+?))\s*
        (?P<sign>=|!=|\bnot\s+in\b|\bin\b)\s*
        (?P<values>'(?:[^']|'')*'|\(\s*'(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*\s*\))\s*""",
    re.VERBOSE,
)
_CHINA = re.compile(
    r"^((utc|gmt)? ?\+?0?8(:?00)?|cst|bjt)$|beijing|peking|china|shanghai|shenzhen|guangzhou|chengdu"
    r"|wuhan|nanjing|xi'?an|北京|中国|中國|上海|东八|東八",
    re.IGNORECASE,
)
# Names that people write for the one zone of China; all but the first are in the tables, as older names of it.
_SAME_AS_SHANGHAI = ("Asia/Beijing", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "PRC")
_NUMERAL = re.compile(r"[+-]?\d+(\.\d+)?")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or "\0" in raw:
        raise Wrong("not_text")
    return raw


def _numeral(raw: Any) -> str:
    """A number, written as one or as text."""
    text = str(raw).strip() if type(raw) in (int, float, str) else ""
    if not _NUMERAL.fullmatch(text):
        raise Wrong("not_number")
    return text


def _truth(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Wrong("not_truth")
    return raw


def _filled(raw: Any) -> str:
    if not _text(raw).strip():
        raise Wrong("empty")
    return str(raw)


def folder(base: Path) -> Reader:
    """A path; a relative one begins at ``base``."""
    return leaf(lambda raw: (base / _filled(raw)).resolve())


def _day(raw: Any) -> date:
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise Wrong("not_day")
    return raw


def _zone(raw: Any) -> str:
    try:
        ZoneInfo(_text(raw))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault = unknown("unknown_zone", raw, sorted({*available_timezones(), *_SAME_AS_SHANGHAI}))
        if _CHINA.search(raw) or fault.arguments.get("near") in _SAME_AS_SHANGHAI:
            fault = Wrong("unknown_zone_near", name=raw, near="Asia/Shanghai")
        raise fault from None
    return str(raw)


def duration(raw: Any) -> timedelta:
    """The span that ``15m``, ``4h``, ``3d`` or ``1h30m`` says; Wrong where it says none."""
    if type(raw) in (int, float):
        raise Wrong("duration_without_unit", number=f"{raw:g}")
    parts = _DURATION.findall(_text(raw))
    if not parts or "".join(number + unit for number, unit in parts) != raw.replace(" ", ""):
        raise Wrong("bad_duration", text=raw)
    return timedelta(seconds=sum(float(number) * _SECONDS[unit] for number, unit in parts))


def _date_format(raw: Any) -> str:
    if isinstance(raw, str) and raw.casefold() in _MINGUO:
        return MINGUO
    if isinstance(raw, str) and raw.casefold() == EPOCH:
        return EPOCH
    sample = datetime(2026, 11, 22, 13, 14, 15, tzinfo=UTC)
    try:
        directives = _DIRECTIVE.findall(_text(raw))
        clock.strptime(sample.strftime(raw), raw)
    except ValueError:
        directives = []
    if not set(directives) - {"%"}:
        raise Wrong("bad_date_format", text=raw)
    return str(raw)


def _encoding(raw: Any) -> str:
    try:
        "".encode(_text(raw))  # hex, zip and the like are known, but no encodings of text
    except (LookupError, UnicodeError):
        raise Wrong("unknown_encoding", name=raw) from None
    return str(raw)


def _delimiter(raw: Any) -> str:
    if len(_text(raw)) != 1:
        raise Wrong("bad_delimiter")
    return str(raw)


def _condition(raw: Any) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The header, the values it must have, the values it must not have."""
    match = _CONDITION.fullmatch(_text(raw))
    if match is None or (match["sign"] in ("=", "!=")) == match["values"].startswith("("):
        raise Wrong("bad_condition", text=raw)
    values = tuple(value.replace("''", "'") for value in _QUOTED.findall(match["values"]))
    header = match["quoted"] or match["bare"]
    return (header, values, ()) if match["sign"] in ("=", "in") else (header, (), values)


def _clock(raw: Any) -> str | datetime:
    if isinstance(raw, datetime) and 1970 <= raw.year < 2200:
        return raw
    if raw not in ("now", "data"):
        raise Wrong("bad_clock")
    return str(raw)


def _hour(raw: Any) -> time:
    """A time of day, as TOML writes it or as text."""
    if isinstance(raw, time):
        return raw
    try:
        return time.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Wrong("bad_clock_time", text=str(raw)) from None


def _again(raw: Any) -> timedelta | time:
    """How often something is done: after a span of time, or daily at a time of day."""
    return _hour(raw) if isinstance(raw, time) or (isinstance(raw, str) and ":" in raw) else duration(raw)


def _scale(raw: Any) -> tuple[float, float]:
    numbers = [float(one) for one in raw if type(one) in (int, float)] if isinstance(raw, list) else []
    if len(numbers) != 2 or len(raw) != 2 or not 0 <= numbers[0] < numbers[1]:
        raise Wrong("bad_scale")
    return numbers[0], numbers[1]


def public_address(raw: Any) -> str:
    """A URL that nobody on the way can read or change; within this machine it may be a plain one."""
    text = raw if isinstance(raw, str) else ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.scheme not in ("http", "https") or any(sign.isspace() for sign in text):
        raise Wrong("bad_address")
    if parts.scheme == "http" and not loopback(host):
        raise Wrong("plain_address", text=text)
    return text


def loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def number(low: float, high: float, *, whole: bool = False) -> Reader:
    """A number within bounds, both included."""

    def parse(raw: Any) -> Any:
        if type(raw) is not int and (whole or type(raw) is not float):
            raise Wrong("not_integer" if whole else "not_number")
        if not low <= raw <= high:
            raise Wrong("out_of_bounds", low=low, high=high)
        return raw

    return leaf(parse)


def one_of(fault: str, names: Iterable[str] | Callable[[], Iterable[str]]) -> Reader:
    """One of the names; a callable gives them only when needed."""

    def parse(raw: Any) -> str:
        known = tuple(names() if callable(names) else names)
        if _text(raw) not in known:
            raise unknown(fault, raw, known)
        return str(raw)

    return leaf(parse)


TEXT = leaf(_text)
TRUTH = leaf(_truth)
NUMERAL = leaf(_numeral)
FILLED = leaf(_filled)
DAY = leaf(_day)
ZONE = leaf(_zone)
DURATION = leaf(duration)
DATE_FORMAT = leaf(_date_format)
ENCODING = leaf(_encoding)
DELIMITER = leaf(_delimiter)
CONDITION = leaf(_condition)
CLOCK = leaf(_clock)
HOUR = leaf(_hour)
AGAIN = leaf(_again)
SCALE = leaf(_scale)
