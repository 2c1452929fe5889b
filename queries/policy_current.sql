-- /// metric
-- family = "policy_current"
-- unit = "share"
-- better = "higher"
-- value = "avg(reviewed * 1.0)"
-- n = "count(*)"
-- grain = "policy"
-- record = "policies"
-- times = []
-- dims = ["cycle", "reviewer"]
-- any_of = ["policies.last_reviewed_on"]
-- needs = ["policies"]
-- owner = "deputy_manager"
-- ///
-- one row per policy whose state on the last day of the period that has begun is known, and whether it is current
with

ends as (
    select max(day) as last_day
    from days
    where
        day >= :from_day
        and day < :to_day
        and day_start <= :as_of
)

select
    policies.*,
    case when policies.due_from > ends.last_day then 1 else 0 end as reviewed
from policies
inner join ends
    on
        ends.last_day is not null
        and (policies.last_reviewed_on is null or policies.last_reviewed_on <= ends.last_day)
