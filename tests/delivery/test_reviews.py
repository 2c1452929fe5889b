"""Last month's report against a real mail server: on its day, once, with its files, whatever is interrupted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage

import pytest

from cockpit.delivery import deliver, reviews
from cockpit.ledger import Ledger
from cockpit.review import closing, reading
from cockpit.settings.model import Settings
from cockpit.settings.receivers import Delivery, Receiver, Reviewing
from tests.delivery.conftest import MINUTE, mail_of, member, person
from tests.delivery.servers import Group, Mailbox, text_of
from tests.review.conftest import MARCH, Published, published, shortened

DAY = timedelta(days=1)
BOSS = "boss@example.edu.cn"


@pytest.fixture
def site(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Published:
    shortened(monkeypatch)
    return published(tmp_path / "review", "Asia/Shanghai")


def sending(site: Published, box: Mailbox | None = None, *to: Receiver, **review) -> Settings:
    told = {"to": (BOSS,), "formats": ("xlsx",), **review}
    mail = mail_of(box) if box else None
    delivery = Delivery("https://cockpit.example.edu.cn", mail, to, timedelta(seconds=10))
    return replace(site.settings, name="驾驶舱", delivery=delivery, review=Reviewing(**told))


def local(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    """A moment in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def send(settings: Settings, at: datetime) -> int:
    sent, failed = reviews.send(settings, Ledger(settings.data), at)
    assert failed == []
    return sent


def files_of(message: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): bytes(part.get_content()) for part in message.iter_attachments()}


def test_the_draft_goes_on_its_day_once_with_its_files(site: Published, box: Mailbox):
    settings = sending(site, box)
    assert send(settings, local(1, 7, 59)) == 0
    assert send(settings, local(1, 8)) == 1
    for later in (MINUTE, DAY, 6 * DAY, 20 * DAY):
        assert send(settings, local(1, 8) + later) == 0
    ((to, message),) = box.taken
    assert to == BOSS
    assert message["Subject"] == "【驾驶舱】2026年3月服务月报（草稿）"
    text = text_of(message)
    assert "还没有月结" in text
    assert "https://cockpit.example.edu.cn/review?month=2026-03" in text
    ((name, data),) = files_of(message).items()
    assert name.startswith("2026年3月服务月报")
    assert name.endswith(".xlsx")
    assert data.startswith(b"PK")


def test_a_closed_month_goes_as_it_was_closed(site: Published, box: Mailbox):
    settings = sending(site, box, formats=(), language="en")
    closing.close(settings, MARCH)
    assert send(settings, local(2, 9)) == 1
    ((_, message),) = box.taken
    assert "draft" not in message["Subject"].casefold()
    assert "The month is closed" in text_of(message)
    assert files_of(message) == {}


@pytest.mark.parametrize(("at", "sent"), [(local(7, 23), 1), (local(8, 8), 0), (local(30, 8), 0), (local(1, 0), 0)])
def test_a_late_start_catches_up_within_a_week(site: Published, box: Mailbox, at: datetime, sent: int):
    assert send(sending(site, box, formats=()), at) == sent


def test_the_day_and_the_hour_are_the_sites(site: Published, box: Mailbox):
    settings = sending(site, box, formats=(), day=28, time=time(23, 30))
    assert reviews.due(settings, local(28, 23, 29, month=3)) is None
    assert reviews.due(settings, local(28, 23, 30, month=3)) == datetime(2026, 2, 1, tzinfo=UTC).date()
    assert reviews.due(settings, local(2, 12)) == datetime(2026, 2, 1, tzinfo=UTC).date()


def test_a_month_whose_end_was_not_synced_waits_for_it(site: Published, box: Mailbox, monkeypatch: pytest.MonkeyPatch):
    settings = sending(site, box, formats=())
    may = local(1, 8, month=5)
    assert send(settings, may) == 0, "the sources were last looked at in April"
    monkeypatch.setattr(reviews, "_synced_since", lambda *_: True)
    assert send(settings, may) == 1


def test_groups_get_the_link_and_nobody_gets_it_twice(site: Published, box: Mailbox, group: Group):
    manager = person("运营经理", "wang@example.edu.cn", BOSS)
    settings = sending(site, box, manager, member(group), receivers=("运营经理", group_name(group)))
    assert send(settings, local(1, 8)) == 3
    assert sorted(to for to, _ in box.taken) == [BOSS, "wang@example.edu.cn"]
    assert "/review?month=2026-03" in str(group.seen)
    assert ".xlsx" not in str(group.seen)


def group_name(group: Group) -> str:
    return member(group).name


def test_what_was_refused_is_tried_again_and_alarms_do_not_take_it_out_of_the_line(site: Published, box: Mailbox):
    settings = sending(site, box, person("值班", "duty@example.edu.cn"), formats=())
    box.refused[BOSS] = "450 later"
    ledger = Ledger(settings.data)
    sent, failed = reviews.send(settings, ledger, local(1, 8))
    assert (sent, len(failed)) == (0, 1)
    box.refused.clear()
    deliver(settings, ledger, local(1, 8) + MINUTE)
    assert send(settings, local(1, 8) + 2 * MINUTE) == 1
    assert len(box.marks) == 1


def test_ended_while_sending_it_goes_again_under_the_same_number(
    site: Published, box: Mailbox, monkeypatch: pytest.MonkeyPatch
):
    settings = sending(site, box, formats=())
    ledger = Ledger(settings.data)

    def ended(*_, **__):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reviews, "hand_over", ended)
        with pytest.raises(SystemExit):
            reviews.send(settings, ledger, local(1, 8))
    assert send(settings, local(1, 8) + MINUTE) == 0, "it is another's for three minutes"
    assert send(settings, local(1, 8) + 5 * MINUTE) == 1
    (row,) = ledger.deliveries()
    assert (row.step, row.repeats, row.sent_at is not None) == ("2026-03", 1, True)
    assert row.message is not None
    assert row.message in box.taken[0][1]["Message-ID"]


def test_people_s_scores_are_never_sent(site: Published, box: Mailbox, monkeypatch: pytest.MonkeyPatch):
    asked: list[bool] = []
    read = reading.read

    def noted(*given, private: bool, **named):
        asked.append(private)
        return read(*given, private=private, **named)

    monkeypatch.setattr(reading, "read", noted)
    send(sending(site, box, formats=()), local(1, 8))
    assert asked == [False]
