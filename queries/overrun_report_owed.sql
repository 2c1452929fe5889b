-- /// metric
-- family = "report_on_time"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["overrun_report_at"]
-- owner = "operation_manager"
-- ///
-- one row per fault that overran its limit in the period and whose overrun report is not there yet
select
    *,
    due_day as day,
    due_month as month,
    due_hour as hour
from tickets
where
    due_day >= :from_day
    and due_day < :to_day
    and due_at <= :as_of
    and reported_at <= :as_of
    and overrun_report_due_at is not null
    and (overrun_report_at is null or overrun_report_at > :as_of)
