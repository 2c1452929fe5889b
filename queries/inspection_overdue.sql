-- /// metric
-- family = "inspection_overdue"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "inspection"
-- record = "inspections"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "group", "person", "role", "kind"]
-- needs = ["inspections"]
-- any_of = ["inspections.done_at"]
-- owner = "operation_manager"
-- ///
-- one row per round planned in the period for a day that is over, and not made by the clock
select
    *,
    inspector_id as staff_id,
    planned_on as day,
    planned_month as month
from inspections
where
    planned_on >= :from_day
    and planned_on < :to_day
    and planned_on < cast(:as_of as date)
    and (done_at is null or done_at > :as_of)
