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
    -- in Chinese, three bytes a character, the family name first with nothing between
    case
        when octet_length(a.lastname) = 3 * char_length(a.lastname) then concat(a.lastname, coalesce(a.firstname, ''))
        else coalesce(nullif(concat_ws(' ', nullif(a.firstname, ''), nullif(a.lastname, '')), ''), a.username)
    end as name,
    d.name as department,
    cast(least(a.created, work.first_at) as date) as since,
    case when a.isactive = 0 then cast(a.updated as date) end as until
from work
inner join ost_staff as a on work.staff_id = a.staff_id
left join ost_department as d on a.dept_id = d.id
