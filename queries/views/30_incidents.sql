-- one row per incident, with where and whose it was as its ticket says, and what the contract makes due
with

submitting as (
    select count(report_submitted_at) > 0 as is_known
    from raw.incidents
),

in_force as (
    select
        incidents.incident_id,
        terms.valid_from,
        terms.report_seconds
    from raw.incidents as incidents
    asof inner join terms on cast(incidents.discovered_at as date) >= terms.valid_from
),

ticketed as (
    select
        incidents.*,
        tickets.building,
        tickets.room,
        tickets.category,
        tickets.subcategory,
        tickets.channel,
        tickets.device_type,
        tickets.device_id,
        tickets.engineer_id,
        tickets."group",
        tickets.status,
        tickets.overrun_report_at,
        in_force.report_seconds,
        coalesce(incidents.restored_at, tickets.finished_at) as ended_at,
        coalesce(incidents.handling_finished_at, incidents.restored_at, tickets.resolved_at) as handled_at,
        coalesce(tickets.due_at, incidents.discovered_at + to_seconds(limits.resolve_seconds)) as due_at
    from raw.incidents as incidents
    left join tickets on incidents.ticket_id = tickets.ticket_id
    left join in_force on incidents.incident_id = in_force.incident_id
    left join limits on in_force.valid_from = limits.valid_from and incidents.level = limits.level
),

reported as (
    select
        ticketed.* exclude (report_seconds),
        cast(ticketed.occurred_at as date) as occurred_day,
        cast(date_trunc('month', ticketed.occurred_at) as date) as occurred_month,
        epoch(ticketed.restored_at) - epoch(ticketed.occurred_at) as seconds_out,
        -- the customer receives the report; where nobody writes that down, it counts from when it was written
        case when submitting.is_known then ticketed.report_submitted_at else ticketed.report_at end as report_done_at,
        case
            when ticketed.level in ('A', 'B') then ticketed.handled_at + to_seconds(ticketed.report_seconds)
        end as report_due_at
    from ticketed
    cross join submitting
)

select
    *,
    cast(report_due_at as date) as report_due_day,
    cast(date_trunc('month', report_due_at) as date) as report_due_month
from reported
order by discovered_at
