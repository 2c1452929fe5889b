-- /// metric
-- family = "overdue"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group"]
-- needs = ["tickets"]
-- stock = true
-- owner = "operation_manager"
-- ///
-- one row per open fault past its limit, at the end of each unit
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
    instants.month
from instants
inner join tickets
    on
        tickets.reported_at <= instants.instant
        and tickets.open_until > instants.instant
        and tickets.open_until >= cast(:from_day as timestamp with time zone)
where
    tickets.work_type = 'fault'
    and tickets.due_at <= instants.instant
