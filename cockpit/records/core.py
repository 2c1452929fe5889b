"""The core records: tickets, inspections, staff and shifts."""

from cockpit.records.kinds import Column, Kind, Record, choice, day, integer, label, number, text, time

CHANNELS = ("wechat", "qr", "phone", "portal", "patrol", "monitoring", "centre_notice", "other")
WORK_TYPES = (
    "fault",
    "move_add_change",
    "installation",
    "test",
    "upgrade",
    "backup",
    "assigned_task",
    "event_support",
)
STATUSES = ("new", "assigned", "in_progress", "on_hold", "resolved", "closed", "cancelled")
LEVELS = ("A", "B", "C", "D")
ROLES = (
    "engineer",
    "multimedia_engineer",
    "agent",
    "backbone",
    "leader",
    "operation_specialist",
    "operation_manager",
    "project_manager",
    "deputy_manager",
    "department_manager",
    "intern",
)

TICKETS = Record(
    "tickets",
    key=("ticket_id",),
    columns=(
        text("ticket_id", required=True),
        choice("work_type", *WORK_TYPES, required=True, default="fault"),
        text("title"),
        text("description"),
        choice("channel", *CHANNELS, required=True, default="other"),
        label("campus", required=True),
        label("building", required=True),
        label("room"),
        label("category", required=True),
        label("subcategory"),
        label("device_type"),
        text("device_id"),
        choice("level", *LEVELS),
        choice("status", *STATUSES, required=True),
        text("reporter", personal=True),
        text("reporter_phone", personal=True),
        text("engineer_id"),
        label("group"),
        time("reported_at", required=True),
        time("assigned_at"),
        time("arrived_at"),
        time("resolved_at"),
        time("closed_at"),
        time("reopened_at"),
        integer("reopen_count"),
        time("due_at", past=False),
        time("agreed_due_at", past=False),
        number("hold_minutes"),
        Column("signed", Kind.FLAG),
        number("rating", 0, 100),
        time("revisit_at"),
        text("cause"),
        text("solution"),
        text("manual_ref"),
        time("overrun_report_at"),
    ),
    orders=(
        ("reported_at", "assigned_at"),
        ("reported_at", "arrived_at"),
        ("reported_at", "resolved_at"),
        ("reported_at", "closed_at"),
    ),
    born="reported_at",
    people=("engineer_id",),
)

INSPECTIONS = Record(
    "inspections",
    key=("inspection_id",),
    columns=(
        text("inspection_id", required=True),
        choice("kind", "core_room", "equipment_room", "wiring_closet", "multimedia", required=True),
        label("campus", required=True),
        label("building", required=True),
        label("room"),
        day("planned_on", required=True),
        time("done_at"),
        text("inspector_id"),
        integer("items_checked"),
        integer("items_abnormal"),
        text("finding"),
        text("ticket_id"),
    ),
    people=("inspector_id",),
)

STAFF = Record(
    "staff",
    key=("staff_id",),
    columns=(
        text("staff_id", required=True),
        text("name", required=True, personal=True),
        choice("role", *ROLES, required=True),
        label("group", required=True),
        label("campus", required=True),
        day("hired_on", required=True),
        day("left_on"),
    ),
    orders=(("hired_on", "left_on"),),
)

SHIFTS = Record(
    "shifts",
    key=("staff_id", "date", "kind"),
    columns=(
        text("staff_id", required=True),
        day("date", required=True),
        choice("kind", "day", "night", "weekend", "holiday", "leave", "overtime", "reinforcement", required=True),
        label("site"),
        time("planned_start", past=False),
        time("planned_end", past=False),
        time("clock_in"),
        time("clock_out"),
        text("reason"),
    ),
    orders=(("planned_start", "planned_end"), ("clock_in", "clock_out")),
    people=("staff_id",),
)

CORE = (TICKETS, INSPECTIONS, STAFF, SHIFTS)
