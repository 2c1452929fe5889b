-- /// metric
-- family = "report_on_time"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when overrun_report_at <= overrun_report_due_at then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["overrun_report_at"]
-- beside = ["overrun_report_owed"]
-- owner = "operation_manager"
-- ///
-- one row per fault that overran its limit and whose overrun report was to be there in the period
select
    *,
    overrun_report_due_day as day,
    overrun_report_due_month as month
from tickets
where
    overrun_report_due_day >= :from_day
    and overrun_report_due_day < :to_day
    and overrun_report_due_at < :as_of
    and reported_at <= :as_of
