-- one row per complaint, with by when it is to be answered, and the group, home campus and role of whom it concerns
with

in_force as (
    select
        complaints.*,
        case complaints.complexity
            when 'complex' then terms.complaint_complex_seconds
            else terms.complaint_simple_seconds
        end as answer_seconds
    from raw.complaints as complaints
    asof left join terms on cast(complaints.received_at as date) >= terms.valid_from
),

due as (
    select
        * exclude (answer_seconds),
        received_at + to_seconds(answer_seconds) as due_at
    from in_force
)

select
    due.*,
    cast(due.received_at as date) as received_day,
    cast(date_trunc('month', due.received_at) as date) as received_month,
    cast(due.due_at as date) as due_day,
    cast(date_trunc('month', due.due_at) as date) as due_month,
    staff."group",
    staff.campus,
    staff.role
from due
left join raw.staff as staff on due.staff_id = staff.staff_id
order by due.received_at, due.complaint_id
