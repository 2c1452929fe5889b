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
    case
        when tickets.reported_at > instants.instant - interval '24' hour then '0_1d'
        when tickets.reported_at > instants.instant - interval '72' hour then '1_3d'
        when tickets.reported_at >= instants.instant - interval '168' hour then '3_7d'
        else 'over_7d'
    end as age
from instants
inner join tickets
    on
        tickets.reported_at <= instants.instant
        and tickets.open_until > instants.instant
        and tickets.open_until >= cast(:from_day as timestamp with time zone)
where
    tickets.work_type = 'fault'
