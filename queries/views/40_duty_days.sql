-- one row per site and day off that needs someone, from the first shift known: who was to be there, who clocked in
with

stands as (
    select
        coalesce(shifts.site, staff.campus) as campus,
        shifts.date as day,
        shifts.staff_id,
        shifts.clock_in
    from raw.shifts as shifts
    left join raw.staff as staff on shifts.staff_id = staff.staff_id
    where shifts.kind <> 'leave'
),

judged as (
    select
        campus,
        day,
        min(clock_in) as covered_at,
        list(distinct staff_id order by staff_id) as planned_by,
        list(distinct staff_id order by staff_id) filter (where clock_in is not null) as covered_by
    from stands
    group by campus, day
),

begun as (
    select min(date) as first_day
    from raw.shifts
),

needed as (
    select
        duty_sites.campus,
        days.day,
        days.month,
        days.holiday
    from days
    cross join duty_sites
    inner join begun on days.day >= begun.first_day
    where not days.workday
)

select
    needed.campus,
    needed.day,
    needed.month,
    needed.holiday,
    concat_ws(' ', needed.campus, needed.day) as duty_id,
    judged.covered_at,
    judged.covered_at is not null as covered,
    judged.planned_by,
    judged.covered_by
from needed
left join judged on needed.campus = judged.campus and needed.day = judged.day
order by needed.day, needed.campus
