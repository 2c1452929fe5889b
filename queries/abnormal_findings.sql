-- /// metric
-- family = "abnormal_findings"
-- unit = "count"
-- better = "neither"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "inspection"
-- record = "inspections"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "group", "person", "role", "kind"]
-- needs = ["inspections"]
-- any_of = ["inspections.items_abnormal", "inspections.finding"]
-- owner = "operation_manager"
-- ///
-- one row per round made in the period that found something abnormal
select
    *,
    inspector_id as staff_id,
    done_day as day,
    done_month as month
from inspections
where
    done_day >= :from_day
    and done_day < :to_day
    and done_at <= :as_of
    and abnormal
