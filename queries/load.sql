-- /// metric
-- family = "load"
-- unit = "per_day"
-- better = "neither"
-- value = "count(ticket_id) * 1.0 / nullif(sum(days), 0)"
-- n = "count(ticket_id)"
-- grain = "engineer-day"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["engineer", "group"]
-- needs = ["tickets", "staff"]
-- any_of = ["engineer_id"]
-- owner = "operation_manager"
-- ///
-- one row per ticket of any kind taken by an engineer, and one per day an engineer was employed
with

engineers as (
    select
        staff_id,
        "group",
        hired_on,
        left_on
    from staff
    where role in ('engineer', 'multimedia_engineer')
),

worked as (
    select
        tickets.ticket_id,
        engineers.staff_id as engineer_id,
        engineers."group",
        tickets.reported_day as day,
        tickets.reported_month as month,
        0 as days
    from tickets
    inner join engineers on tickets.engineer_id = engineers.staff_id
    where
        tickets.reported_day >= :from_day
        and tickets.reported_day < :to_day
        and tickets.reported_at <= :as_of
),

employed as (
    select
        cast(null as varchar) as ticket_id,
        engineers.staff_id as engineer_id,
        engineers."group",
        days.day,
        days.month,
        1 as days
    from days
    inner join engineers
        on
            days.day >= engineers.hired_on
            and (engineers.left_on is null or days.day <= engineers.left_on)
    where
        days.day >= :from_day
        and days.day < :to_day
        and days.day_start <= :as_of
)

select * from worked
union all
select * from employed
