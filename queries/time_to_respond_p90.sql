-- /// metric
-- family = "time_to_respond"
-- unit = "hours"
-- better = "lower"
-- value = "percentile_cont(0.9) within group (order by seconds_to_respond * 1e0) / 3600"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["assigned_at", "arrived_at"]
-- beside = ["unanswered"]
-- owner = "operation_manager"
-- ///
-- one row per fault reported in the period and answered
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
    and responded_at <= :as_of
