-- /// metric
-- family = "complaints"
-- unit = "count"
-- better = "lower"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "complaint"
-- record = "complaints"
-- times = ["day", "week", "month", "quarter", "year", "weekday", "term_week"]
-- dims = ["person", "role", "group"]
-- needs = ["complaints"]
-- owner = "operation_manager"
-- ///
-- one row per complaint received in the period, whether found true or not
select
    *,
    received_day as day,
    received_month as month
from complaints
where
    received_day >= :from_day
    and received_day < :to_day
    and received_at <= :as_of
