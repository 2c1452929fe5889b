"""The optional records: a site that lacks one keeps every page that does not need it."""

from cockpit.records.kinds import Column, Kind, Record, choice, day, flag, integer, label, money, number, text, time

LEVELS = ("A", "B", "C", "D")

PEOPLE = (
    Record(
        "work_logs",
        key=("log_id",),
        columns=(
            text("log_id", required=True),
            text("staff_id", required=True),
            day("date", required=True),
            time("submitted_at", required=True),
            flag("valid"),
            text("excuse"),
            choice("grade", *"ABCDEFG"),
            choice("section", "done", "unfinished", "help", "plan", "event", "note"),
            text("text"),
        ),
        born="submitted_at",
        people=("staff_id",),
    ),
    Record(
        "performance",
        key=("staff_id", "month"),
        columns=(
            text("staff_id", required=True),
            Column("month", Kind.MONTH, required=True),
            Column("score", Kind.MONEY, required=True, low=0, high=100),
            choice("form", "staff", "leader_manager", "agent"),
            money("base_amount"),
            money("reward"),
            text("note"),
        ),
        born="month",
        people=("staff_id",),
    ),
    Record(
        "training_sessions",
        key=("session_id",),
        columns=(
            text("session_id", required=True),
            day("held_on", required=True),
            text("title", required=True),
            choice("audience", "staff", "customer", required=True),
            choice("kind", "basic", "service", "emergency", "technical", "standards", "induction", required=True),
            choice("mode", "centralised", "on_site", "in_house", "external", "open_course", "online", required=True),
            label("lecturer", required=True),
            number("hours", required=True),
            time("report_at"),
        ),
        born="held_on",
    ),
    Record(
        "training_attendance",
        key=("session_id", "staff_id"),
        columns=(
            text("session_id", required=True),
            text("staff_id", required=True),
            number("hours", required=True),
            flag("passed"),
        ),
        people=("staff_id",),
    ),
    Record(
        "training_feedback",
        key=("feedback_id",),
        columns=(
            text("feedback_id", required=True),
            text("session_id", required=True),
            text("respondent", personal=True),
            number("lecturer", 0, 100),
            number("material", 0, 100),
            number("environment", 0, 100),
            number("arrangement", 0, 100),
            text("comment"),
            text("complaint"),
        ),
    ),
    Record(
        "complaints",
        key=("complaint_id",),
        columns=(
            text("complaint_id", required=True),
            time("received_at", required=True),
            choice("complexity", "simple", "complex", required=True),
            text("staff_id"),
            flag("confirmed"),
            flag("our_fault"),
            time("replied_at"),
            text("text"),
        ),
        orders=(("received_at", "replied_at"),),
        born="received_at",
        people=("staff_id",),
    ),
)

EVENTS = (
    Record(
        "incidents",
        key=("incident_id",),
        columns=(
            text("incident_id", required=True),
            text("ticket_id"),
            choice("level", *LEVELS, required=True),
            label("nature", required=True),
            label("campus", required=True),
            text("scope", required=True),
            text("title", required=True),
            time("occurred_at", required=True),
            time("discovered_at", required=True),
            text("discovered_by", required=True),
            time("told_leader_at"),
            time("told_customer_at"),
            text("progress"),
            text("support_needed"),
            time("expected_restore_at", past=False),
            time("restored_at"),
            time("handling_finished_at"),
            time("report_at"),
            time("report_submitted_at"),
            flag("our_fault"),
            text("symptom"),
            text("impact"),
            text("emergency_handling"),
            text("cause"),
            text("solution"),
            text("follow_up"),
        ),
        orders=(("occurred_at", "discovered_at"), ("occurred_at", "restored_at")),
        born="discovered_at",
    ),
    Record(
        "room_visits",
        key=("visit_id",),
        columns=(
            text("visit_id", required=True),
            time("entered_at", required=True),
            time("left_at"),
            label("room", required=True),
            label("rack"),
            label("organisation", required=True),
            text("visitor", required=True, personal=True),
            text("phone", required=True, personal=True),
            text("operation", required=True),
            text("equipment_change"),
            text("approved_by"),
        ),
        orders=(("entered_at", "left_at"),),
        born="entered_at",
    ),
    Record(
        "customer_contacts",
        key=("contact_id",),
        columns=(
            text("contact_id", required=True),
            day("held_on", required=True),
            choice("kind", "weekly", "monthly", "quarterly_survey", required=True),
            number("score", 0, 100),
            text("follow_up"),
        ),
        born="held_on",
    ),
)

# What is kept current by reviews: documents and policies alike.
REVIEWED = (
    text("name", required=True),
    label("type", required=True),
    choice("cycle", "week", "month", "quarter", "year", required=True),
    label("reviewer", required=True),
    choice("level", "department", "company"),
    day("last_reviewed_on", past=True),
    day("changed_on", past=True),
)

STORES = (
    Record(
        "parts",
        key=("part_id",),
        columns=(
            text("part_id", required=True),
            text("name", required=True),
            choice("kind", "spare", "consumable", "tool", required=True),
            label("unit", required=True),
            number("minimum", required=True),
            integer("lead_days"),
            number("on_order"),
        ),
    ),
    Record(
        "part_moves",
        key=("move_id",),
        columns=(
            text("move_id", required=True),
            time("moved_at", required=True),
            text("part_id", required=True),
            label("store", required=True),
            number("quantity", None, required=True),
            text("ticket_id"),
            flag("old_returned"),
        ),
        born="moved_at",
    ),
    Record("documents", key=("name", "type"), columns=REVIEWED),
    Record("policies", key=("name", "type"), columns=REVIEWED),
)

OPTIONAL = (*PEOPLE, *EVENTS, *STORES)
