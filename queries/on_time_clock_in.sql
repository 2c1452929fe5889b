-- /// metric
-- family = "on_time_clock_in"
-- unit = "share"
-- better = "higher"
-- value = "avg(on_time * 1.0)"
-- n = "count(*)"
-- grain = "shift"
-- record = "shifts"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["group", "person", "role", "kind"]
-- any_of = ["shifts.clock_in"]
-- needs = ["shifts"]
-- owner = "operation_manager"
-- ///
-- one row per shift of the period, leave apart, that was to be clocked in by now, and whether it was in time
select
    shift_id,
    staff_id,
    role,
    "group",
    kind,
    date as day,
    month,
    case when clock_in <= due_clock_in then 1 else 0 end as on_time
from shifts
where
    date >= :from_day
    and date < :to_day
    and due_clock_in <= :as_of
