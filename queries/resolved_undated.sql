-- /// metric
-- family = "resolved"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- owner = "operation_manager"
-- ///
-- one row per fault reported in the period that says it is finished, but not when
select
    *,
    reported_day as day,
    reported_month as month,
    reported_hour as hour
from tickets
where
    work_type = 'fault'
    and reported_day >= :from_day
    and reported_day < :to_day
    and reported_at <= :as_of
    and status in ('resolved', 'closed')
    and finished_at is null
