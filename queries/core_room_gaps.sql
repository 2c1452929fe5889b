-- /// metric
-- family = "core_room_gaps"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "room_day"
-- record = "room_days"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus", "building"]
-- needs = ["room_days"]
-- any_of = ["inspections.done_at"]
-- owner = "operation_manager"
-- ///
-- one row per core machine room and day of the period that is over on which it was not inspected
select
    *,
    0 as inspected
from room_days
where
    day >= :from_day
    and day < :to_day
    and day < cast(:as_of as date)
    and (covered_at is null or covered_at > :as_of)
