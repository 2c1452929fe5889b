-- /// metric
-- family = "duty_coverage"
-- unit = "share"
-- better = "higher"
-- value = "avg(someone * 1.0)"
-- n = "count(*)"
-- grain = "site_day"
-- record = "duty_days"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["campus"]
-- any_of = ["shifts.clock_in"]
-- needs = ["duty_days"]
-- owner = "operation_manager"
-- ///
-- one row per site and day off of the period that is over, and whether someone had clocked in there
select
    *,
    case when covered_at <= :as_of then 1 else 0 end as someone
from duty_days
where
    day >= :from_day
    and day < :to_day
    and day < cast(:as_of as date)
