-- /// metric
-- family = "repeat_fault"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["device_id", "room"]
-- beside = ["without_place"]
-- owner = "operation_manager"
-- ///
-- one row per fault reported in the period soon after an earlier one of its device or place was finished
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
    and repeat_of is not null
