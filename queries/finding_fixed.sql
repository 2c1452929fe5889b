-- /// metric
-- family = "finding_fixed"
-- unit = "share"
-- better = "higher"
-- value = "avg(fixed)"
-- n = "count(*)"
-- grain = "inspection"
-- record = "inspections"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building", "group", "person", "role", "kind"]
-- needs = ["inspections"]
-- any_of = ["inspections.ticket_id"]
-- beside = ["abnormal_findings"]
-- owner = "operation_manager"
-- ///
-- one row per round made in the period that found something abnormal, and whether what was found is put right
select
    *,
    inspector_id as staff_id,
    done_day as day,
    done_month as month,
    case when ticket_finished_at <= :as_of and ticket_status <> 'cancelled' then 1.0 else 0.0 end as fixed
from inspections
where
    done_day >= :from_day
    and done_day < :to_day
    and done_at <= :as_of
    and abnormal
