"""Which tiles make which page: data, not code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cockpit.settings.model import ROLES

# Whose pages some are: those for all work, and those for who looks after the data.
WORK = tuple(role for role in ROLES if role != "engineer")
KEEPERS = ("administrator", "manager")


@dataclass(frozen=True)
class Card:
    """One number: its metric, the one told beneath it, and the settings' target it should not miss."""

    metric: str
    beside: str
    target: str | None = None


@dataclass(frozen=True)
class Tile:
    """One thing on a page: what draws it, and of what."""

    kind: str
    metrics: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    splits: tuple[str, ...] = ()
    rows: int = 8


@dataclass(frozen=True)
class Board:
    """A page: its name and its rows; a row is columns side by side, a column is tiles below each other.

    ``roles`` are those whose page it is: what they see on it their rights decide. One that is not ``listed`` is reached
    from another page, not from the navigation.
    """

    name: str
    rows: tuple[tuple[tuple[Tile, ...], ...], ...]
    filtered: bool = True
    roles: tuple[str, ...] = ROLES
    listed: bool = True


CARDS = (
    Card("opened", "opened_cancelled"),
    Card("backlog", "resolved"),
    Card("time_to_resolve", "time_to_resolve_p90"),
    Card("sla_met", "overdue", target="sla_target"),
    Card("first_time_fix", "reopen_rate"),
    Card("satisfaction", "rating_response"),
)

OVERVIEW = Board(
    "overview",
    (
        ((Tile("overview_sentence", ("opened", "sla_met", "overdue"), splits=("campus", "category")),),),
        ((Tile("cards", cards=CARDS),),),
        (
            (Tile("due", ("overdue", "at_risk"), rows=7), Tile("waiting", ("ageing",), rows=7)),
            (Tile("daily", ("opened",)),),
        ),
        (
            (
                Tile(
                    "beside",
                    ("opened", "backlog", "time_to_resolve", "sla_met", "satisfaction"),
                    splits=("campus", "group"),
                ),
            ),
        ),
    ),
)

# The order in which measures are offered, theme by theme.
THEMES = {
    "work": ("opened", "resolved", "backlog", "ageing", "load"),
    "limits": ("overdue", "at_risk", "time_left", "sla_met"),
    "times": ("time_to_respond", "time_to_resolve", "time_to_assign", "time_to_arrive", "time_to_repair"),
    "quality": ("first_time_fix", "reopen_rate", "repeat_fault", "found_first", "channel_share", "manual_coverage"),
    "customers": ("satisfaction", "sheet_signed", "call_back", "complaint_on_time", "complaints"),
    "emergencies": ("report_on_time", "major_incidents", "outage_hours"),
    "rounds": (
        *("inspection_completion", "inspection_overdue", "core_room_days", "core_room_gaps"),
        *("abnormal_rate", "abnormal_findings", "finding_ticketed", "finding_fixed"),
    ),
    "duty": ("duty_coverage", "on_time_clock_in"),
    "ledgers": ("log_on_time", "document_current", "policy_current"),
    "people": ("score", "pay", "training_satisfaction", "training_hours"),
}
FAMILIES = tuple(family for families in THEMES.values() for family in families)

# Where missed limits are looked for.
MISSED_BY = ("campus", "building", "category", "group", "engineer")

# What has been raised stands whatever is chosen above other pages.
WARNINGS = Board(
    "warnings",
    (
        ((Tile("warnings_sentence"),),),
        ((Tile("warnings_standing", rows=10),),),
        ((Tile("warnings_mutes"),),),
        ((Tile("warnings_undelivered", rows=20),),),
        ((Tile("warnings_ahead", rows=20),),),
        ((Tile("warnings_past", rows=40),),),
        ((Tile("warnings_record"),),),
    ),
    filtered=False,
)

TRENDS = Board("trends", (((Tile("trend"),),),))

CATEGORIES = Board(
    "categories",
    (((Tile("drill", ("opened",), splits=("category", "subcategory", "building"), rows=10),),),),
    roles=WORK,
)

PIVOT = Board("pivot", (((Tile("pivot"),),),), roles=WORK)

DETAIL = Board("detail", (((Tile("detail"),),),))

SERVICE_CARDS = (
    Card("sla_met", "overdue", target="sla_target"),
    Card("sla_respond_met", "unanswered"),
    Card("overrun_report_on_time", "overrun_report_owed"),
    Card("report_on_time", "major_incidents"),
    Card("outage_hours", "major_incidents"),
)

SERVICE = Board(
    "service",
    (
        ((Tile("service_sentence", ("sla_met", "sla_missed"), splits=("campus", "group", "category")),),),
        ((Tile("cards", cards=SERVICE_CARDS),),),
        ((Tile("matrix", ("sla_met", "sla_missed")),),),
        (
            (Tile("missed", ("sla_met", "sla_missed"), splits=MISSED_BY, rows=10),),
            (
                Tile("time_left", ("time_left",)),
                Tile("stages", ("time_to_assign", "time_to_arrive", "time_to_repair", "time_to_resolve")),
            ),
        ),
        ((Tile("service_rows", ("sla_missed", "time_left")),),),
        ((Tile("emergencies", ("major_incidents", "outage_hours"), rows=10),),),
        ((Tile("overruns", ("overrun_report_owed",), rows=8),),),
    ),
)

# What concerns the company's own people is not shown to whom the work is done for.
OWN_HOUSE = ("administrator", "manager", "hr", "leader", "engineer")

PERFORMANCE = Board(
    "performance",
    (
        ((Tile("scores_sentence"),),),
        ((Tile("scores_person"),),),
        ((Tile("scores_years"),),),
        ((Tile("scores_groups"),),),
        ((Tile("scores"),),),
        ((Tile("scores_cases"),),),
    ),
    filtered=False,
    roles=OWN_HOUSE,
)

YEAR = Board(
    "year",
    (((Tile("year_sentence"),),), ((Tile("year_sheet"),),)),
    filtered=False,
    roles=OWN_HOUSE,
    listed=False,
)

DATA = Board(
    "data",
    (
        ((Tile("clocks"),),),
        ((Tile("sources"),),),
        ((Tile("quarantine"),), (Tile("unmapped"), Tile("snapshots"))),
        ((Tile("uploads"),),),
    ),
    filtered=False,
    roles=KEEPERS,
)

TRAINING = Board(
    "training",
    (
        ((Tile("training_sentence"),),),
        ((Tile("training_matrix"), Tile("training_said", rows=12)), (Tile("training_sessions", rows=60),)),
        ((Tile("training_course", rows=30),),),
        ((Tile("training_newcomers"), Tile("training_plan")), (Tile("training_hours"),)),
    ),
    roles=OWN_HOUSE,
)

CUSTOMER_CARDS = (
    Card("satisfaction", "satisfaction_good"),
    Card("rating_response", "sheet_signed"),
    Card("call_back", "reopen_rate"),
    Card("complaint_on_time", "complaints"),
)

RATES = ("satisfaction", "satisfaction_good", "rating_response", "sheet_signed", "call_back", "complaint_on_time")

CUSTOMERS = Board(
    "customers",
    (
        ((Tile("customers_sentence"),),),
        ((Tile("cards", cards=CUSTOMER_CARDS),),),
        ((Tile("rates", RATES),), (Tile("undone", ("sheet_signed", "call_back")),)),
        (
            (Tile("complaints", rows=60), Tile("surveys")),
            (Tile("unhappy"), Tile("unhappy_people"), Tile("contact", rows=4)),
        ),
    ),
    roles=WORK,
)

STAFFING = Board(
    "staffing",
    (
        ((Tile("duty_sentence"),),),
        ((Tile("duty_map"),),),
        ((Tile("duty_week"),),),
        ((Tile("duty_gaps", rows=60), Tile("reinforced", rows=20)), (Tile("duty_today"), Tile("extra_shifts"))),
        ((Tile("clocked", rows=100),),),
    ),
    roles=OWN_HOUSE,
)

INSPECTION_CARDS = (
    Card("inspection_completion", "inspection_overdue"),
    Card("core_room_days", "core_room_gaps"),
    Card("abnormal_rate", "abnormal_findings"),
    Card("finding_fixed", "finding_ticketed"),
    Card("found_first", "opened"),
)

INSPECTIONS = Board(
    "inspections",
    (
        ((Tile("inspections_sentence"),),),
        ((Tile("cards", cards=INSPECTION_CARDS),),),
        ((Tile("inspections_core"),),),
        ((Tile("inspections_plan"), Tile("inspections_overdue", rows=60)), (Tile("inspections_first"),)),
        ((Tile("inspections_findings", rows=60),), (Tile("inspections_missed", rows=40),)),
        ((Tile("inspections_chain", rows=60),),),
    ),
)

LEDGERS = Board(
    "ledgers",
    (
        ((Tile("ledgers_sentence", ("log_on_time", "document_current", "policy_current")),),),
        ((Tile("ledgers_section", splits=("logs",)),),),
        (
            (Tile("logs_people", ("log_on_time",), rows=60), Tile("logs_deadlines")),
            (Tile("logs_missing", rows=40), Tile("logs_told", rows=20)),
        ),
        ((Tile("ledgers_section", splits=("reviews",)),),),
        (
            (Tile("reviews", ("document_current", "policy_current"), rows=100),),
            (Tile("reviews_grouped", splits=("record", "reviewer", "cycle")),),
        ),
        ((Tile("ledgers_section", splits=("parts",)),),),
        ((Tile("stock", rows=200),),),
        ((Tile("old_parts", rows=40),), (Tile("personal_stores", rows=60), Tile("parts_mismatched", rows=60))),
        ((Tile("ledgers_section", splits=("rooms",)),),),
        (
            (Tile("visits_lacking", rows=60), Tile("visits_by_room"), Tile("visits_by_month")),
            (Tile("equipment_changes", rows=60),),
        ),
    ),
    roles=OWN_HOUSE,
)

# The meeting is of all work, and of everybody who may see that.
REVIEW = Board(
    "review",
    (
        ((Tile("review_sentence"),),),
        ((Tile("review_restated"),),),
        ((Tile("review_slides"),),),
        ((Tile("review_decisions"),),),
        ((Tile("review_texts"),),),
        ((Tile("review_papers"),),),
    ),
    filtered=False,
    roles=("administrator", "manager", "hr", "customer", "network_centre"),
)

PAGES = (
    OVERVIEW, WARNINGS, TRENDS, CATEGORIES, PIVOT, DETAIL, SERVICE, CUSTOMERS, INSPECTIONS, STAFFING, LEDGERS,
    PERFORMANCE, YEAR, TRAINING, REVIEW, DATA,
)  # fmt: skip
# The wall shows all work: it is for whoever may see that anyway.
WALL_ROLES = ("administrator", "manager", "customer", "network_centre")


def seen_by(roles: Iterable[str]) -> tuple[str, ...]:
    """The pages of somebody of these roles, in their order."""
    held = set(roles)
    pages = tuple(board.name for board in PAGES if held & set(board.roles))
    return (*pages, "wall") if held & set(WALL_ROLES) else pages
