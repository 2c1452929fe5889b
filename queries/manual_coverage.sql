-- /// metric
-- family = "manual_coverage"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when manual_ref is not null then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["manual_ref"]
-- owner = "operation_manager"
-- ///
-- one row per fault finished in the period; solved by the book where a page of the service manual is named
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
