-- /// metric
-- family = "call_back"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when revisit_at <= :as_of then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["revisit_at"]
-- owner = "operation_manager"
-- ///
-- one row per fault finished in the period; the user was called back about it or not yet
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
