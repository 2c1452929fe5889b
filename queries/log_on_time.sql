-- /// metric
-- family = "log_on_time"
-- unit = "share"
-- better = "higher"
-- value = "avg(on_time * 1.0)"
-- n = "count(*)"
-- grain = "staff_day"
-- record = "log_days"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["group", "person", "role"]
-- needs = ["log_days"]
-- owner = "operation_manager"
-- ///
-- one row per person and day of the period whose log was due by now, excused ones apart, and whether it was in time
select
    *,
    case when submitted_at <= due_by then 1 else 0 end as on_time
from log_days
where
    day >= :from_day
    and day < :to_day
    and due_by < :as_of
    and (excused_at is null or excused_at > :as_of)
