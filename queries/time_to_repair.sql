-- /// metric
-- family = "time_to_repair"
-- unit = "hours"
-- better = "lower"
-- value = "percentile_cont(0.5) within group (order by seconds_to_repair * 1e0) / 3600"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["arrived_at"]
-- beside = ["resolved"]
-- owner = "operation_manager"
-- ///
-- one row per fault finished in the period after somebody had arrived
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
    and seconds_to_repair is not null
