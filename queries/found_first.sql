-- /// metric
-- family = "found_first"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when channel in ('patrol', 'monitoring') then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["channel"]
-- owner = "operation_manager"
-- ///
-- one row per fault reported in the period; those a patrol or the monitoring found came before the users
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
