-- /// metric
-- family = "ageing"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "age"]
-- needs = ["tickets"]
-- stock = true
-- owner = "operation_manager"
-- ///
-- one row per fault open at the end of each unit, by how long it has been
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
    bands.code as age
from instants
inner join tickets
    on
        tickets.reported_at <= instants.instant
        and tickets.open_until > instants.instant
        and tickets.open_until >= cast(:from_day as timestamp with time zone)
inner join bands
    on
        bands.dimension = 'age'
        and tickets.reported_at + bands.low <= instants.instant
        and (bands.high is null or tickets.reported_at + bands.high > instants.instant)
where
    tickets.work_type = 'fault'
