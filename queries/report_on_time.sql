-- /// metric
-- family = "report_on_time"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when report_done_at <= report_due_at then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "incident"
-- record = "incidents"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["incidents"]
-- any_of = ["incidents.report_submitted_at", "incidents.report_at"]
-- beside = ["major_incidents"]
-- owner = "operation_manager"
-- ///
-- one row per A or B incident whose fault report was to be there in the period
select
    *,
    report_due_day as day,
    report_due_month as month
from incidents
where
    report_due_day >= :from_day
    and report_due_day < :to_day
    and report_due_at < :as_of
    and discovered_at <= :as_of
