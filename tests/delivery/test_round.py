"""Rounds against a real mail server and real robots: who is told of what, once, and what becomes of failures."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from cockpit.delivery import deliver
from cockpit.delivery.sending import MOST_TRIES
from cockpit.ledger import Ledger
from tests.delivery.conftest import AT, MINUTE, WIRED, fault, mail_of, member, person, rise, site_of
from tests.delivery.servers import Group, Mailbox, robot, text_of
from tests.ledger.raising import end, raise_alarm, renew


def test_mail_tells_all_there_is_in_one_message_and_no_more(box: Mailbox, ledger: Ledger, tmp_path):
    site = site_of(tmp_path, person("值班", "a@example.edu.cn", "b@example.edu.cn"), mail=mail_of(box))
    fault(ledger)
    rise(ledger)
    assert deliver(site, ledger, AT).sent == 2
    assert [to for to, _ in box.taken] == ["a@example.edu.cn", "b@example.edu.cn"]
    assert box.logins == ["cockpit"], "one connection a round"
    for round_ in range(1, 5):
        assert deliver(site, ledger, AT + round_ * MINUTE).sent == 0
    message = box.taken[0][1]
    assert message["Subject"] == "【科技大学运维驾驶舱】▲ A 级故障：东校区 图书馆 · 核心网络，另有 1 条"
    assert message["To"] == "a@example.edu.cn"
    assert message["Message-ID"].endswith("@example.edu.cn>")
    text = text_of(message)
    for words in (
        "工单 G20261127001，09:48 报修",
        "时限 13:20，还有 3.3 小时",
        "尚未派单",
        "报修突增：东校区 · 认证",
        "报修 37 单，预计 12 单，24 以内不算异常",
        "从 2026年11月27日起",
        "https://cockpit.example.edu.cn/warnings?alarm=1",
    ):
        assert words in text, text


@pytest.mark.parametrize("group", WIRED, indirect=True)
def test_a_group_is_told_in_its_form_and_with_its_signature(group: Group, ledger: Ledger, tmp_path):
    fault(ledger)
    rise(ledger)
    report = deliver(site_of(tmp_path, member(group)), ledger, _now())
    assert (report.sent, report.failed, group.faults) == (1, (), [])
    text = str(group.seen)
    for words in (
        "A 级故障：东校区 图书馆 · 核心网络",
        "报修 37 单，预计 12 单",
        "/warnings?alarm=2",
        "科技大学运维驾驶舱",
    ):
        assert words in text
    assert deliver(site_of(tmp_path, member(group)), ledger, _now() + MINUTE).sent == 0


@pytest.mark.parametrize("group", ["dingtalk", "feishu"], indirect=True)
def test_a_wrong_secret_is_told_as_such(group: Group, ledger: Ledger, tmp_path):
    rise(ledger)
    report = deliver(site_of(tmp_path, member(group, secret="another")), ledger, _now())
    assert [(name, error.key) for name, error in report.failed] == [("群", "robot_sign")]
    assert "secret" in ledger.deliveries(failed=True)[0].why("zh-Hans")


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ({"errcode": 93000, "errmsg": "invalid webhook url, hint: [17]"}, "robot_gone"),
        ({"errcode": 45009, "errmsg": "api freq out of limit"}, "robot_often"),
        ({"errcode": 40058, "errmsg": "markdown.content exceed max length 4096."}, "robot_long"),
        ({"errcode": 77, "errmsg": "no"}, "robot_refused"),
        ({"unheard": "of"}, "robot_refused"),
        ("<html>log in to the network first</html>", "robot_foreign"),
        ("[1]", "robot_foreign"),
        ("", "delivery_unanswered"),
        ('{"errcode": 0, "errm', "delivery_unanswered"),
        (502, "robot_http"),
        (302, "robot_http"),
        (429, "robot_http"),
        ("cut", "delivery_unanswered"),
        ("lost", "delivery_unanswered"),
        ("slow", "delivery_unanswered"),
        ("drip", "delivery_unanswered"),
    ],
)
def test_an_answer_that_is_no_yes_is_understood_and_the_message_tried_again(group, ledger, tmp_path, answer, key):
    rise(ledger)
    group.script = [answer]
    site = site_of(tmp_path, member(group))
    assert [error.key for _, error in deliver(site, ledger, AT).failed] == [key]
    (waiting,) = ledger.deliveries(failed=True)
    assert waiting.tries == 1
    assert waiting.next_at is not None
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert waiting.why(language)
    assert deliver(site, ledger, AT + MINUTE / 2).sent == 0, "not before its time"
    assert len(group.calls) == 1
    assert deliver(site, ledger, waiting.next_at).sent == 1
    assert ledger.deliveries(failed=True) == []


@pytest.mark.parametrize(
    ("kind", "answer", "key"),
    [
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, "robot_word"),
        ("dingtalk", {"errcode": 310000, "errmsg": "ip 1.2.3.4 not in whitelist"}, "robot_place"),
        ("dingtalk", {"errcode": 310000, "errmsg": "invalid timestamp"}, "robot_sign"),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}, "robot_often"),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found"}, "robot_word"),
        ("feishu", {"code": 19022, "msg": "Ip Not Allowed"}, "robot_place"),
        ("feishu", {"code": 9499, "msg": "Bad Request"}, "robot_form"),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, "robot_often"),
    ],
)
def test_what_the_numbers_of_robots_mean(ledger, tmp_path, kind, answer, key):
    rise(ledger)
    with robot(kind) as group:
        group.script = [answer]
        assert [error.key for _, error in deliver(site_of(tmp_path, member(group)), ledger, AT).failed] == [key]
    (waiting,) = ledger.deliveries(failed=True)
    silent = {"robot_often": timedelta(minutes=10 if kind == "dingtalk" else 1)}.get(key, MINUTE)
    assert waiting.next_at == AT + silent


def test_a_group_that_gave_no_answer_is_told_once_more_and_says_so(group: Group, ledger: Ledger, tmp_path):
    rise(ledger)
    group.script = ["lost", "lost", "lost"]
    site = site_of(tmp_path, member(group))
    for minutes in range(0, 600, 10):
        deliver(site, ledger, AT + minutes * MINUTE)
    assert len(group.seen) == 2
    first, second = (one["markdown"]["content"] for one in group.seen)
    assert "重发" not in first
    assert "重发：上次发出后没有回音" in second
    (gone,) = ledger.deliveries(failed=True)
    assert gone.given_up_at is not None
    assert "可能送达" in gone.why("zh-Hans")


def test_a_server_that_is_away_is_tried_ever_more_seldom_and_given_up_after_a_day(ledger: Ledger, tmp_path):
    rise(ledger)
    away = Mailbox(port=1)
    site = site_of(tmp_path, person(), mail=mail_of(away))
    at = AT
    waits: list[float | None] = []
    while None not in waits:
        assert deliver(site, ledger, at).failed
        following = ledger.deliveries()[0].next_at
        waits.append((following - at) / MINUTE if following else None)
        at = following or at
    assert waits[:7] == [1, 2, 4, 8, 16, 32, 60]
    assert len(waits) == MOST_TRIES
    assert timedelta(hours=20) < at - AT < timedelta(hours=26)
    assert ledger.deliveries(failed=True)[0].given_up_at == at
    assert deliver(site, ledger, at + timedelta(days=1)).failed == ()


def test_what_comes_while_a_group_is_away_goes_together_once_it_is_back(group: Group, ledger: Ledger, tmp_path):
    site = site_of(tmp_path, member(group))
    rise(ledger)
    group.script = [503, 503]
    deliver(site, ledger, AT)
    rise(ledger, "无线")
    deliver(site, ledger, AT + MINUTE)
    rise(ledger, "门禁")
    assert deliver(site, ledger, AT + 2 * MINUTE).sent == 0, "it waits for its next try"
    assert deliver(site, ledger, AT + 4 * MINUTE).sent == 1
    (seen,) = group.seen
    assert all(word in str(seen) for word in ("认证", "无线", "门禁", "另有 2 条"))


def test_one_address_that_is_refused_keeps_no_other_from_being_told(box: Mailbox, ledger: Ledger, tmp_path):
    rise(ledger)
    box.refused = {"gone@example.edu.cn": "550 No such user", "grey@example.edu.cn": "450 Try again later"}
    people = person("值班", "gone@example.edu.cn", "grey@example.edu.cn", "li@example.edu.cn")
    site = site_of(tmp_path, people, mail=mail_of(box))
    report = deliver(site, ledger, AT)
    assert (report.sent, len(report.failed)) == (1, 2)
    del box.refused["grey@example.edu.cn"]
    assert deliver(site, ledger, AT + MINUTE).sent == 1
    assert [to for to, _ in box.taken] == ["li@example.edu.cn", "grey@example.edu.cn"]
    (gone,) = ledger.deliveries(failed=True)
    assert "gone@example.edu.cn" in gone.why("en")
    assert "550 No such user" in gone.why("en")


def test_an_end_is_told_once_and_all_ends_together(group: Group, ledger: Ledger, tmp_path):
    site = site_of(tmp_path, member(group))
    first, second = rise(ledger), rise(ledger, "无线")
    deliver(site, ledger, AT)
    end(ledger, first, AT + 60 * MINUTE)
    deliver(site, ledger, AT + 60 * MINUTE)
    end(ledger, second, AT + 62 * MINUTE)
    for minute in range(62, 90):
        deliver(site, ledger, AT + minute * MINUTE)
    texts = [one["markdown"]["content"] for one in group.seen]
    assert len(texts) == 3
    assert "✓ 已恢复：报修突增：东校区 · 认证" in texts[1]
    assert "11:00 恢复正常" in texts[1]
    assert "无线" in texts[2]


def test_what_ended_before_anybody_was_told_is_told_with_its_end_and_then_no_more(group, ledger, tmp_path):
    site = site_of(tmp_path, member(group))
    one = rise(ledger)
    group.script = [503]
    deliver(site, ledger, AT)
    end(ledger, one, AT + MINUTE)
    for minute in range(1, 60):
        deliver(site, ledger, AT + minute * MINUTE)
    (seen,) = group.seen
    assert "✓" in str(seen)


def test_an_end_that_comes_back_is_not_told(group: Group, ledger: Ledger, tmp_path):
    site = site_of(tmp_path, member(group))
    one = rise(ledger)
    deliver(site, ledger, AT)
    end(ledger, one, AT + MINUTE)
    deliver(site, ledger, AT + MINUTE)
    again = rise(ledger, at=AT + 2 * MINUTE)
    for minute in range(2, 30):
        deliver(site, ledger, AT + minute * MINUTE)
    assert ["✓" in str(seen) for seen in group.seen] == [False, False]
    end(ledger, again, AT + 30 * MINUTE)
    for minute in range(30, 60):
        deliver(site, ledger, AT + minute * MINUTE)
    assert ["✓" in str(seen) for seen in group.seen] == [False, False, True]
    assert str(group.seen[-1]).count("恢复正常") == 1


def test_what_stands_again_is_told_again_and_its_end_too(group: Group, ledger: Ledger, tmp_path):
    """An alarm that the round finds once more after it had ended, under its old number."""
    site = site_of(tmp_path, member(group))
    one = rise(ledger)
    facts = {"first": "2026-11-27", "last": "2026-11-27"}

    def wait(start: int, until: int) -> None:
        for minute in range(start, until, 2):
            deliver(site, ledger, AT + minute * MINUTE)

    wait(0, 4)
    for round_ in range(2):
        end(ledger, one, AT + (20 * round_ + 4) * MINUTE)
        wait(20 * round_ + 4, 20 * round_ + 14)
        renew(ledger, one, "campus=东校区&category=认证", AT, facts, AT + (20 * round_ + 14) * MINUTE)
        wait(20 * round_ + 14, 20 * round_ + 24)
    end(ledger, one, AT + 44 * MINUTE)
    wait(44, 46)
    renew(ledger, one, "campus=东校区&category=认证", AT, facts, AT + 46 * MINUTE)
    wait(46, 60)
    texts = [seen["markdown"]["content"] for seen in group.seen]
    assert ["✓" in text for text in texts] == [False, True, False, True, False], "what is back at once is not told"
    assert ["恢复之后又出现" in text for text in texts] == [False, False, True, False, True]


def test_quiet_hours_keep_what_can_wait_for_the_morning(group: Group, ledger: Ledger, tmp_path):
    site = site_of(tmp_path, member(group), quiet=(time(22), time(7)))
    night = AT + timedelta(hours=13)  # eleven in the evening
    rise(ledger, at=night)
    ended = rise(ledger, "无线", at=night)
    fault(ledger, at=night)
    deliver(site, ledger, night)
    assert ["A 级故障" in str(seen) for seen in group.seen] == [True]
    assert "突增" not in str(group.seen[0])
    end(ledger, ended, night + 60 * MINUTE)
    for quarter in range(1, 32):
        deliver(site, ledger, night + quarter * 15 * MINUTE)
    assert len(group.seen) == 1
    assert deliver(site, ledger, night + timedelta(hours=8)).sent == 1
    assert all(words in str(group.seen[1]) for words in ("认证", "无线", "恢复正常"))


def test_what_is_muted_is_not_told_until_it_may_be_heard(group: Group, ledger: Ledger, tmp_path):
    site = site_of(tmp_path, member(group))
    rise(ledger)
    ledger.mute("sudden", "campus=东校区&category=认证", AT.date(), "施工")
    assert deliver(site, ledger, AT).sent == 0
    assert deliver(site, ledger, AT + timedelta(days=1)).sent == 1


def test_nobody_is_told_of_what_they_did_not_ask_for(box: Mailbox, ledger: Ledger, tmp_path):
    everybody = (
        person("东区", "east@example.edu.cn", campus=("东校区",)),
        person("本部", "main@example.edu.cn", campus=("本部",)),
        person("故障", "fault@example.edu.cn", alarms=("fault",), language="en"),
    )
    site = site_of(tmp_path, *everybody, mail=mail_of(box))
    rise(ledger)
    rise(ledger, "无线", "本部")
    fault(ledger)
    raise_alarm(ledger, "sla", "", AT, {}, AT)
    deliver(site, ledger, AT)
    told = {to: text_of(message) for to, message in box.taken}
    assert [word in told["east@example.edu.cn"] for word in ("认证", "无线", "图书馆", "按时率")] == [
        True,
        False,
        True,
        True,
    ]
    assert [word in told["main@example.edu.cn"] for word in ("认证", "无线", "图书馆", "按时率")] == [
        False,
        True,
        False,
        True,
    ]
    assert "A fault: 东校区 图书馆" in told["fault@example.edu.cn"]
    assert "认证" not in told["fault@example.edu.cn"]


def test_it_goes_on_to_the_next_step_while_nobody_acknowledges(box: Mailbox, ledger: Ledger, tmp_path):
    everybody = (
        person("组长", "leader@example.edu.cn"),
        person("运营经理", "manager@example.edu.cn", step="operation_manager"),
        person("公司", "head@example.edu.cn", step="company_heads"),
    )
    site = site_of(tmp_path, *everybody, mail=mail_of(box))
    one, two = fault(ledger), rise(ledger)
    for minute in range(40):
        if minute == 20:
            ledger.acknowledge(two)
        deliver(site, ledger, AT + minute * MINUTE)
    assert [to.split("@")[0] for to, _ in box.taken] == ["leader", "manager"]
    assert "15 分钟无人确认，现在请运营经理处理" in text_of(box.taken[1][1])
    deliver(site, ledger, AT + 61 * MINUTE)
    assert [to.split("@")[0] for to, _ in box.taken] == ["leader", "manager", "head"]
    assert "认证" not in text_of(box.taken[2][1]), "acknowledged meanwhile"
    end(ledger, one, AT + 70 * MINUTE)
    end(ledger, two, AT + 70 * MINUTE)
    for minute in range(70, 80):
        deliver(site, ledger, AT + minute * MINUTE)
    assert sorted(to.split("@")[0] for to, _ in box.taken[3:]) == ["head", "leader", "manager"]
    over = next(message for to, message in box.taken[3:] if to.startswith("head"))
    assert over["In-Reply-To"] == box.taken[2][1]["Message-ID"]


def test_a_robot_is_not_asked_more_often_than_it_listens(group: Group, ledger: Ledger, tmp_path):
    site = site_of(tmp_path, member(group))
    for second in range(60):
        rise(ledger, f"类{second}")
        deliver(site, ledger, AT + timedelta(seconds=second))
    assert len(group.seen) == 20
    assert deliver(site, ledger, AT + timedelta(seconds=61)).sent == 1
    assert "另有 39 条" in str(group.seen[-1])


def test_one_ticket_is_one_piece_of_news_where_its_a_fault_is_told(group: Group, ledger: Ledger, tmp_path):
    fault(ledger, "G1")
    due = {"level": "A", "campus": "东校区", "due_at": (AT + 20 * MINUTE).isoformat()}
    for number in ("G1", "G2"):
        raise_alarm(ledger, "due", number, AT - 220 * MINUTE, due, AT)
    site = site_of(tmp_path, member(group), member(group, "时限", alarms=("due",)))
    deliver(site, ledger, AT)
    told: dict[str, set[int]] = {"群": set(), "时限": set()}
    for one in ledger.deliveries():
        told[one.receiver].add(one.alarm)
    assert told == {"群": {1, 3}, "时限": {2, 3}}
    end(ledger, 1, AT + MINUTE)
    end(ledger, 2, AT + MINUTE)
    for minute in range(2, 9):
        deliver(site, ledger, AT + minute * MINUTE)
    over = {(one.receiver, one.alarm) for one in ledger.deliveries() if one.step != "first"}
    assert over == {("群", 1), ("时限", 2)}


def test_who_is_no_longer_a_receiver_is_no_longer_waited_for(group: Group, ledger: Ledger, tmp_path):
    rise(ledger)
    group.script = [503]
    deliver(site_of(tmp_path, member(group, "旧群")), ledger, AT)
    assert len(ledger.deliveries(failed=True)) == 1
    deliver(site_of(tmp_path, member(group, "新群")), ledger, AT + MINUTE)
    assert ledger.deliveries(failed=True) == []
    assert [one.receiver for one in ledger.deliveries()] == ["新群"]


def test_an_alarm_that_cannot_be_worded_keeps_no_other_from_being_told(group: Group, ledger: Ledger, tmp_path):
    rise(ledger)
    raise_alarm(ledger, "sudden", "campus=西校区", AT, {"first": "someday", "actual": 3, "expected": "?"}, AT)
    assert deliver(site_of(tmp_path, member(group)), ledger, AT).sent == 1
    assert "第 2 号预警" in str(group.seen[0])


def _now():
    return datetime.now(UTC)
