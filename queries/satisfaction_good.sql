-- /// metric
-- family = "satisfaction"
-- unit = "share"
-- better = "higher"
-- value = "avg(case when is_satisfied then 1.0 when rating is not null then 0.0 end)"
-- n = "count(rating)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["rating"]
-- beside = ["rating_response"]
-- owner = "operation_manager"
-- ///
-- one row per fault finished in the period and rated by its user, 0 to 100
select
    *,
    finished_day as day,
    finished_month as month,
    finished_hour as hour
from tickets
where
    work_type = 'fault'
    and finished_day >= :from_day
    and finished_day < :to_day
    and finished_at <= :as_of
    and rating is not null
