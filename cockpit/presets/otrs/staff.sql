-- sqlfluff:dialect:ansi
-- One row per agent who owns a ticket, without user 1, root@localhost, who owns what nobody took.
with work as (
    select
        user_id,
        min(create_time) as first_at
    from ticket
    where user_id <> 1
    group by user_id
)

select
    u.login,
    -- in Chinese, three bytes a character, the family name first with nothing between
    case
        when octet_length(u.last_name) = 3 * char_length(u.last_name) then concat(u.last_name, u.first_name)
        else concat(u.first_name, ' ', u.last_name)
    end as name,
    cast(case when u.create_time < work.first_at then u.create_time else work.first_at end as date) as since,
    case when u.valid_id <> 1 then cast(u.change_time as date) end as until
from work
inner join users as u on work.user_id = u.id
