-- one row per visit to a machine room
select
    *,
    cast(entered_at as date) as entered_day
from raw.room_visits
order by entered_at, visit_id
