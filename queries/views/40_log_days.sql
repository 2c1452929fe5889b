-- one row per person and day with a shift that begins before the day's log is due: by when, and what was handed in
with

named as (
    select
        shifts.staff_id,
        shifts.date as day,
        shifts.planned_start,
        staff."group",
        staff.campus,
        staff.role
    from raw.shifts as shifts
    left join raw.staff as staff on shifts.staff_id = staff.staff_id
    where shifts.kind <> 'leave'
),

in_force as (
    select
        named.*,
        terms.valid_from
    from named
    asof left join terms on named.day >= terms.valid_from
),

due as (
    select
        in_force.* exclude (valid_from),
        cast(cast(in_force.day as timestamp) + to_seconds(log_deadlines.seconds) as timestamptz) as due_by
    from in_force
    inner join log_deadlines
        on
            in_force.valid_from = log_deadlines.valid_from
            and coalesce(cast(in_force.role as varchar), 'staff') = log_deadlines.role
),

-- a shift that begins only once the log is due, as at night, owes none
owing as (
    select distinct
        staff_id,
        day,
        "group",
        campus,
        role,
        due_by
    from due
    where planned_start is null or planned_start < due_by
),

handed_in as (
    select
        staff_id,
        date as day,
        -- of a wrong template it counts as not handed in
        min(submitted_at) filter (where valid is distinct from false) as submitted_at,
        min(submitted_at) as tried_at,
        min(submitted_at) filter (where excuse is not null) as excused_at,
        min_by(excuse, submitted_at) filter (where excuse is not null) as excuse
    from raw.work_logs
    group by all
)

select
    owing.*,
    concat_ws(' ', owing.staff_id, owing.day) as log_day_id,
    cast(date_trunc('month', owing.day) as date) as month,
    handed_in.submitted_at,
    handed_in.tried_at,
    handed_in.excused_at,
    handed_in.excuse
from owing
left join handed_in on owing.staff_id = handed_in.staff_id and owing.day = handed_in.day
order by owing.day, owing.staff_id
