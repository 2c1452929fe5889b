-- /// metric
-- family = "pay"
-- unit = "yuan"
-- better = "neither"
-- value = "sum(pay) * 1e0"
-- n = "count(*)"
-- grain = "month of a person"
-- times = ["month", "quarter", "year"]
-- dims = ["person", "group", "campus", "role"]
-- needs = ["performance"]
-- owner = "operation_manager"
-- record = "performance"
-- ///
-- one row per person and month scored whose month begins in the period
select
    *,
    month as day
from performance
where
    month >= :from_day
    and month < :to_day
    and month <= cast(:as_of as date)
