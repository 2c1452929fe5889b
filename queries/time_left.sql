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
        when tickets.due_at is null then '9_no_limit'
        when tickets.due_at <= instants.instant then '0_overdue'
        else bands.code
    end as time_left
from instants
inner join tickets
    on
        tickets.reported_at <= instants.instant
        and tickets.open_until > instants.instant
        and tickets.open_until >= cast(:from_day as timestamp with time zone)
left join bands
    on
        bands.dimension = 'time_left'
        and tickets.due_at > instants.instant
        and tickets.due_at >= instants.instant + bands.low
        and (bands.high is null or tickets.due_at < instants.instant + bands.high)
where
    tickets.work_type = 'fault'
