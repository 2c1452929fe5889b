-- /// metric
-- family = "score"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when band = 'fail' then 0.0 else 1.0 end)"
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
