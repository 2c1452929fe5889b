-- /// metric
-- family = "time_to_resolve"
-- unit = "hours"
-- better = "lower"
-- value = "avg(seconds_to_resolve) / 3600"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- beside = ["resolved_undated"]
-- owner = "operation_manager"
-- ///
-- one row per fault finished in the period; time on hold is not subtracted
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
    and finished_at <= :as_of
