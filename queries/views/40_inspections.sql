-- one row per inspection: whether its day was kept, what came of the ticket it led to, and whose it was or would have been
with

taken as (
    select
        inspections.kind,
        inspections.campus,
        staff."group",
        count(*) as rounds
    from raw.inspections as inspections
    inner join raw.staff as staff on inspections.inspector_id = staff.staff_id
    group by inspections.kind, inspections.campus, staff."group"
),

-- a round that nobody's name stands at is that group's which mostly makes those of its kind there
usual as (
    select
        kind,
        campus,
        min_by("group", (-rounds, "group")) as "group"
    from taken
    group by kind, campus
)

select
    inspections.*,
    cast(date_trunc('month', inspections.planned_on) as date) as planned_month,
    cast(inspections.done_at as date) as done_day,
    cast(date_trunc('month', inspections.done_at) as date) as done_month,
    coalesce(cast(inspections.done_at as date) <= inspections.planned_on, false) as on_time,
    coalesce(inspections.items_abnormal > 0, inspections.finding is not null) as abnormal,
    tickets.ticket_id is not null as ticket_known,
    tickets.status as ticket_status,
    tickets.due_at as ticket_due_at,
    tickets.finished_at as ticket_finished_at,
    coalesce(staff."group", usual."group") as "group",
    staff.role
from raw.inspections as inspections
left join raw.staff as staff on inspections.inspector_id = staff.staff_id
left join usual on inspections.kind = usual.kind and inspections.campus = usual.campus
left join tickets on inspections.ticket_id = tickets.ticket_id
order by inspections.planned_on, inspections.inspection_id
