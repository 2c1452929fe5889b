-- /// metric
-- family = "sla_met"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when responded_at <= respond_due_at then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["assigned_at", "arrived_at"]
-- beside = ["without_respond_limit"]
-- owner = "operation_manager"
-- ///
-- one row per fault whose response limit fell in the period and has passed
select
    *,
    respond_due_day as day,
    respond_due_month as month,
    respond_due_hour as hour
from tickets
where
    work_type = 'fault'
    and respond_due_day >= :from_day
    and respond_due_day < :to_day
    and respond_due_at < :as_of
    and reported_at <= :as_of
    and status <> 'cancelled'
