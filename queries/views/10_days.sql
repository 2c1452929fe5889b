-- one row per calendar day of the site: its units, its place in the school year, its first and last instant
select
    *,
    cast(cast(day as timestamp) as timestamptz) as day_start,
    cast(cast(day + 1 as timestamp) as timestamptz) - interval 1 microsecond as day_close
from days_base
order by day
