-- /// metric
-- family = "abnormal_rate"
-- unit = "share"
-- better = "lower"
-- value = "sum(items_abnormal) * 1.0 / nullif(sum(items_checked), 0)"
-- n = "count(*)"
-- grain = "inspection"
-- record = "inspections"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "group", "person", "role", "kind"]
-- needs = ["inspections"]
-- any_of = ["inspections.items_abnormal"]
-- beside = ["abnormal_findings"]
-- owner = "operation_manager"
-- ///
-- one row per round made in the period that says how much it checked and how much was abnormal
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
    and items_checked is not null
    and items_abnormal is not null
