-- /// metric
-- family = "outage_hours"
-- unit = "hours"
-- better = "lower"
-- value = "sum(seconds_out) / 3600"
-- n = "count(*)"
-- grain = "incident"
-- record = "incidents"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["incidents"]
-- any_of = ["incidents.restored_at"]
-- beside = ["major_incidents"]
-- owner = "operation_manager"
-- ///
-- one row per A or B incident that occurred in the period and is over
select
    *,
    occurred_day as day,
    occurred_month as month
from incidents
where
    level in ('A', 'B')
    and occurred_day >= :from_day
    and occurred_day < :to_day
    and discovered_at <= :as_of
    and restored_at <= :as_of
