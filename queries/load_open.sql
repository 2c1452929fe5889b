-- /// metric
-- family = "load"
-- unit = "per_engineer"
-- better = "neither"
-- value = "count(ticket_id) * 1.0 / nullif(sum(engineers), 0)"
-- n = "count(ticket_id)"
-- grain = "engineer"
-- times = ["day", "week", "month", "quarter", "year"]
-- dims = ["engineer", "group"]
-- needs = ["tickets", "staff"]
-- any_of = ["engineer_id"]
-- stock = true
-- owner = "operation_manager"
-- ///
-- one row per ticket of any kind open with an engineer at the end of each unit, and one per engineer employed then
with

instants as (
    select
        day,
        month,
        case when day_close < :as_of then day_close else :as_of end as instant
    from days
    where
        day >= :from_day
        and day < :to_day
        and day_start <= :as_of
),

engineers as (
    select
        staff_id,
        "group",
        hired_on,
        left_on
    from staff
    where role in ('engineer', 'multimedia_engineer')
),

held as (
    select
        tickets.ticket_id,
        engineers.staff_id as engineer_id,
        engineers."group",
        instants.day,
        instants.month,
        0 as engineers
    from instants
    inner join tickets
        on
            tickets.reported_at <= instants.instant
            and tickets.open_until > instants.instant
            and tickets.open_until >= cast(:from_day as timestamp with time zone)
    inner join engineers on tickets.engineer_id = engineers.staff_id
),

employed as (
    select
        cast(null as varchar) as ticket_id,
        engineers.staff_id as engineer_id,
        engineers."group",
        instants.day,
        instants.month,
        1 as engineers
    from instants
    inner join engineers
        on
            instants.day >= engineers.hired_on
            and (engineers.left_on is null or instants.day <= engineers.left_on)
)

select * from held
union all
select * from employed
