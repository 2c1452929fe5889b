-- /// metric
-- family = "complaint_on_time"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when replied_at <= due_at then 1.0 else 0.0 end)"
-- n = "count(*)"
-- grain = "complaint"
-- record = "complaints"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["person", "role", "group"]
-- needs = ["complaints"]
-- any_of = ["complaints.replied_at"]
-- beside = ["complaints"]
-- owner = "operation_manager"
-- ///
-- one row per complaint that was to be answered in the period and before the clock
select
    *,
    due_day as day,
    due_month as month
from complaints
where
    due_day >= :from_day
    and due_day < :to_day
    and due_at < :as_of
