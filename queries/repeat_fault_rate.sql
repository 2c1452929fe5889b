-- /// metric
-- family = "repeat_fault"
-- unit = "share"
-- better = "lower"
-- value = "avg(case when repeat_of is not null then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["device_id", "room"]
-- beside = ["without_place"]
-- owner = "operation_manager"
-- ///
-- one row per fault reported in the period whose device or place is known
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
    and repeat_key is not null
