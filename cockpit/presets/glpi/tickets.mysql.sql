-- sqlfluff:dialect:mysql
-- One row per ticket of GLPI 10 and 11 that is not in the dustbin; times in UTC, whatever the zone of the server.
-- GLPI 10 keeps & < > in texts as &#38; &#60; &#62;, which is undone here; GLPI 11 keeps them as they are.
with places as (
    select
        id,
        replace(replace(replace(substring_index(completename, ' > ', 1), '&#60;', '<'), '&#62;', '>'), '&#38;', '&')
            as level_1,
        case when level >= 2 then substring_index(substring_index(completename, ' > ', 2), ' > ', -1) end as level_2,
        case when level >= 3 then substring(completename, char_length(substring_index(completename, ' > ', 2)) + 4) end
            as below,
        nullif(trim(building), '') as building,
        nullif(trim(room), '') as room,
        date_mod
    from glpi_locations
),

kinds as (
    select
        id,
        replace(replace(replace(substring_index(completename, ' > ', 1), '&#60;', '<'), '&#62;', '>'), '&#38;', '&')
            as category,
        replace(
            replace(
                replace(
                    case when level >= 2 then substring(completename, locate(' > ', completename) + 3) end, '&#60;', '<'
                ), '&#62;', '>'
            ), '&#38;', '&'
        ) as subcategory,
        date_mod
    from glpi_itilcategories
),

-- people of a ticket: type 1 asks for it, type 2 works on it; of several who work on it the one named last
requesters as (
    select
        tickets_id,
        min(id) as id
    from glpi_tickets_users
    where type = 1
    group by tickets_id
),

technicians as (
    select
        tickets_id,
        max(id) as id
    from glpi_tickets_users
    where type = 2 and users_id > 0
    group by tickets_id
),

teams as (
    select
        tickets_id,
        max(id) as id
    from glpi_groups_tickets
    where type = 2
    group by tickets_id
),

devices as (
    select
        tickets_id,
        min(id) as id
    from glpi_items_tickets
    group by tickets_id
),

-- status 4 is a solution that was refused
solutions as (
    select
        items_id as tickets_id,
        max(id) as id
    from glpi_itilsolutions
    where itemtype = 'Ticket' and status <> 4
    group by items_id
),

-- the log keeps each change of status (search option 12): from solved (5) or closed (6) back to work
reopenings as (
    select
        items_id as tickets_id,
        count(*) as times,
        max(date_mod) as last_at
    from glpi_logs
    where
        itemtype = 'Ticket'
        and id_search_option = 12
        and old_value in ('5', '6')
        and new_value in ('1', '2', '3', '4')
    group by items_id
)

select
    t.id,
    t.type,
    t.status,
    t.priority,
    replace(replace(replace(t.name, '&#60;', '<'), '&#62;', '>'), '&#38;', '&') as title,
    left(
        trim(
            replace(
                replace(
                    replace(
                        replace(
                            regexp_replace(
                                regexp_replace(
                                    replace(replace(replace(t.content, '&#60;', '<'), '&#62;', '>'), '&#38;', '&'),
                                    '<[^>]*>|&nbsp;', ' '
                                ), '[[:space:]]+', ' '
                            ), '&lt;', '<'
                        ), '&gt;', '>'
                    ), '&quot;', '"'
                ), '&amp;', '&'
            )
        ), 2000
    ) as description,
    rt.name as request_source,
    k.category,
    k.subcategory,
    p.level_1 as campus,
    replace(replace(replace(coalesce(p.building, p.level_2), '&#60;', '<'), '&#62;', '>'), '&#38;', '&') as building,
    replace(replace(replace(coalesce(p.room, p.below), '&#60;', '<'), '&#62;', '>'), '&#38;', '&') as room,
    it.itemtype as device_type,
    concat(it.itemtype, ' ', it.items_id) as device,
    coalesce(
        nullif(
            concat_ws(
                case when octet_length(asker.realname) = 3 * char_length(asker.realname) then '' else ' ' end,
                nullif(trim(asker.realname), ''), nullif(trim(asker.firstname), '')
            ), ''
        ),
        asker.name,
        nullif(ru.alternative_email, '')
    ) as requester,
    coalesce(nullif(asker.mobile, ''), nullif(asker.phone, '')) as requester_phone,
    technician.name as technician,
    replace(replace(replace(g.completename, '&#60;', '<'), '&#62;', '>'), '&#38;', '&') as technical_group,
    convert_tz(t.date, @@session.time_zone, '+00:00') as opened_at,
    convert_tz(t.takeintoaccountdate, @@session.time_zone, '+00:00') as taken_at,
    convert_tz(t.solvedate, @@session.time_zone, '+00:00') as solved_at,
    convert_tz(t.closedate, @@session.time_zone, '+00:00') as closed_at,
    convert_tz(t.time_to_resolve, @@session.time_zone, '+00:00') as due_at,
    convert_tz(r.last_at, @@session.time_zone, '+00:00') as reopened_at,
    coalesce(r.times, 0) as reopenings,
    -- of the ticket, its rating, and the names it goes by
    convert_tz(
        greatest(
            coalesce(t.date_mod, t.date),
            coalesce(s.date_answered, t.date),
            coalesce(k.date_mod, t.date),
            coalesce(p.date_mod, t.date),
            coalesce(g.date_mod, t.date)
        ), @@session.time_zone, '+00:00'
    ) as changed_at,
    t.waiting_duration / 60 as hold_minutes,
    s.satisfaction,
    left(
        trim(
            replace(
                replace(
                    replace(
                        replace(
                            regexp_replace(
                                regexp_replace(
                                    replace(replace(replace(done.content, '&#60;', '<'), '&#62;', '>'), '&#38;', '&'),
                                    '<[^>]*>|&nbsp;', ' '
                                ), '[[:space:]]+', ' '
                            ), '&lt;', '<'
                        ), '&gt;', '>'
                    ), '&quot;', '"'
                ), '&amp;', '&'
            )
        ), 2000
    ) as solution
from glpi_tickets as t
left join glpi_requesttypes as rt on t.requesttypes_id = rt.id
left join kinds as k on t.itilcategories_id = k.id
left join places as p on t.locations_id = p.id
left join requesters on t.id = requesters.tickets_id
left join glpi_tickets_users as ru on requesters.id = ru.id
left join glpi_users as asker on ru.users_id = asker.id
left join technicians on t.id = technicians.tickets_id
left join glpi_tickets_users as tu on technicians.id = tu.id
left join glpi_users as technician on tu.users_id = technician.id
left join teams on t.id = teams.tickets_id
left join glpi_groups_tickets as gt on teams.id = gt.id
left join glpi_groups as g on gt.groups_id = g.id
left join devices on t.id = devices.tickets_id
left join glpi_items_tickets as it on devices.id = it.id
left join solutions on t.id = solutions.tickets_id
left join glpi_itilsolutions as done on solutions.id = done.id
left join reopenings as r on t.id = r.tickets_id
left join glpi_ticketsatisfactions as s on t.id = s.tickets_id
where t.is_deleted = 0
