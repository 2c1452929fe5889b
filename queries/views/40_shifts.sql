-- one row per shift of a person, with its person's group and role and home campus, and by when it is to be clocked in
with

due as (
    select
        shifts.*,
        case when shifts.kind <> 'leave' then shifts.planned_start + to_seconds(duty_terms.grace_seconds) end
            as due_clock_in
    from raw.shifts as shifts
    cross join duty_terms
)

select
    due.*,
    -- how long after its planned start a late one began
    case when due.clock_in > due.due_clock_in then (epoch(due.clock_in) - epoch(due.planned_start)) / 60 end
        as late_minutes,
    concat_ws(' ', due.staff_id, due.date, due.kind) as shift_id,
    cast(date_trunc('month', due.date) as date) as month,
    staff."group",
    staff.campus,
    staff.role
from due
left join raw.staff as staff on due.staff_id = staff.staff_id
order by due.date, due.staff_id
