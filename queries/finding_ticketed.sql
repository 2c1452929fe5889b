-- /// metric
-- family = "finding_ticketed"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when ticket_id is not null then 1.0 else 0.0 end)"
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
