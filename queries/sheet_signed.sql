-- /// metric
-- family = "sheet_signed"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when signed then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["signed"]
-- owner = "operation_manager"
-- ///
-- one row per fault finished in the period; its repair sheet is signed by the user or not
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
