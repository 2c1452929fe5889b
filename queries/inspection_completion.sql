-- /// metric
-- family = "inspection_completion"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when on_time then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "inspection"
-- record = "inspections"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "group", "person", "role", "kind"]
-- needs = ["inspections"]
-- any_of = ["inspections.done_at"]
-- beside = ["inspection_overdue"]
-- owner = "operation_manager"
-- ///
-- one row per round planned in the period for a day that is over
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
