-- /// metric
-- family = "first_time_fix"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when reopened_soon then 0.0 else 1.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["reopened_at", "reopen_count"]
-- owner = "operation_manager"
-- ///
-- one row per fault finished in the period, long enough ago to know whether it was reopened
select
    *,
    finished_day as day,
    finished_month as month,
    finished_hour as hour
from tickets
where
    work_type = 'fault'
    and finished_day >= :from_day
    and finished_day < :to_day
    and fix_proven_at <= :as_of
