-- /// metric
-- family = "channel_share"
-- unit = "share"
-- better = "neither"
-- value = "count(*)"
-- n = "count(*)"
-- grain = "ticket"
-- times = ["day", "week", "month", "quarter", "year", "hour", "weekday", "term_week"]
-- dims = ["campus", "building", "category", "subcategory", "level", "channel", "device_type", "device", "engineer", "group", "status"]
-- needs = ["tickets"]
-- any_of = ["channel"]
-- share_of = "channel"
-- owner = "operation_manager"
-- ///
-- one row per fault reported in the period; its channel's part of the whole
select
    *,
    reported_day as day,
    reported_month as month,
    reported_hour as hour
from tickets
where
    work_type = 'fault'
    and reported_day >= :from_day
    and reported_day < :to_day
    and reported_at <= :as_of
