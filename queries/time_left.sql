-- /// metric
-- family = "time_left"
-- unit = "count"
-- better = "neither"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "time_left"]
-- needs = ["tickets"]
-- stock = true
-- owner = "operation_manager"
-- ///
-- one row per fault open at the end of each unit, by how much of its time is left
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
)

select
    tickets.*,
    instants.day,
    instants.month,
    case
        when tickets.due_at is null then 'no_limit'
        when tickets.due_at <= instants.instant then 'overdue'
        when tickets.due_at < instants.instant + interval '1' hour then 'under_1h'
        when tickets.due_at < instants.instant + interval '4' hour then 'under_4h'
        when tickets.due_at < instants.instant + interval '24' hour then 'under_24h'
        else 'later'
    end as time_left
from instants
inner join tickets
    on
        tickets.reported_at <= instants.instant
        and tickets.open_until > instants.instant
        and tickets.open_until >= cast(:from_day as timestamp with time zone)
where
    tickets.work_type = 'fault'
