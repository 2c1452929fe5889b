-- /// metric
-- family = "sla_met"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- beside = ["without_limit"]
-- owner = "operation_manager"
-- ///
-- one row per fault whose limit fell in the period, has passed, and was not kept
select
    *,
    due_day as day,
    due_month as month,
    due_hour as hour
from tickets
where
    work_type = 'fault'
    and due_day >= :from_day
    and due_day < :to_day
    and due_at < :as_of
    and reported_at <= :as_of
    and status <> 'cancelled'
    and (finished_at is null or finished_at > due_at)
