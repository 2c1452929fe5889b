-- /// metric
-- family = "core_room_days"
-- unit = "share"
-- better = "higher"
-- value = "avg(inspected * 1.0)"
-- n = "count(*)"
-- grain = "room_day"
-- record = "room_days"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building"]
-- needs = ["room_days"]
-- any_of = ["inspections.done_at"]
-- beside = ["core_room_gaps"]
-- owner = "operation_manager"
-- ///
-- one row per core machine room and day of the period that is over, and whether it was inspected on that day
select
    *,
    case when covered_at <= :as_of then 1 else 0 end as inspected
from room_days
where
    day >= :from_day
    and day < :to_day
    and day < cast(:as_of as date)
