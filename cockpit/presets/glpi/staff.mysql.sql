-- sqlfluff:dialect:mysql
-- One row per user who ever worked on a ticket that is not in the dustbin; days by the clock of the server.
with work as (
    select
        tu.users_id,
        min(t.date) as first_at
    from glpi_tickets_users as tu
    inner join glpi_tickets as t on tu.tickets_id = t.id
    where tu.type = 2 and tu.users_id > 0 and t.is_deleted = 0
    group by tu.users_id
),

-- of several groups that tickets are assigned to, the one joined last
teams as (
    select
        gu.users_id,
        max(gu.id) as id
    from glpi_groups_users as gu
    inner join glpi_groups as g on gu.groups_id = g.id
    where g.is_assign = 1
    group by gu.users_id
)

select
    u.name as login,
    -- the family name first; in Chinese, three bytes a character, with nothing between
    coalesce(
        nullif(
            concat_ws(
                case when octet_length(u.realname) = 3 * char_length(u.realname) then '' else ' ' end,
                nullif(trim(u.realname), ''), nullif(trim(u.firstname), '')
            ), ''
        ), u.name
    ) as name,
    replace(replace(replace(g.completename, '&#60;', '<'), '&#62;', '>'), '&#38;', '&') as technical_group,
    replace(replace(replace(substring_index(l.completename, ' > ', 1), '&#60;', '<'), '&#62;', '>'), '&#38;', '&')
        as campus,
    cast(
        convert_tz(
            least(coalesce(u.begin_date, u.date_creation, work.first_at), work.first_at),
            @@session.time_zone, @@global.time_zone
        ) as date
    ) as since,
    cast(
        convert_tz(
            coalesce(u.end_date, case when u.is_active = 0 or u.is_deleted = 1 then u.date_mod end),
            @@session.time_zone, @@global.time_zone
        ) as date
    ) as until
from work
inner join glpi_users as u on work.users_id = u.id
left join teams on u.id = teams.users_id
left join glpi_groups_users as gu on teams.id = gu.id
left join glpi_groups as g on gu.groups_id = g.id
left join glpi_locations as l on u.locations_id = l.id
