-- sqlfluff:dialect:mysql
-- One row per agent who has a ticket.
with work as (
    select
        staff_id,
        min(created) as first_at
    from ost_ticket
    where staff_id > 0
    group by staff_id
)

select
    a.username,
    coalesce(nullif(trim(concat_ws(' ', nullif(a.lastname, ''), nullif(a.firstname, ''))), ''), a.username) as name,
    d.name as department,
    cast(least(a.created, work.first_at) as date) as since,
    case when a.isactive = 0 then cast(a.updated as date) end as until
from work
inner join ost_staff as a on work.staff_id = a.staff_id
left join ost_department as d on a.dept_id = d.id
