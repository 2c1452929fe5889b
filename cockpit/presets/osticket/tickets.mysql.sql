-- sqlfluff:dialect:mysql
-- One row per ticket of osTicket 1.14 and later, without the deleted and those merged into another.
-- osTicket writes times by the clock of the database's server; here they are in UTC.
with occurrences as (
    select
        th.object_id as ticket_id,
        k.name as kind,
        e.timestamp as happened_at
    from ost_thread as th
    inner join ost_thread_event as e on th.id = e.thread_id
    inner join ost_event as k on e.event_id = k.id
    where th.object_type = 'T'
),

courses as (
    select
        ticket_id,
        min(case when kind = 'assigned' then happened_at end) as assigned_at,
        max(case when kind = 'reopened' then happened_at end) as reopened_at,
        sum(case when kind = 'reopened' then 1 else 0 end) as reopenings,
        max(happened_at) as last_at
    from occurrences
    group by ticket_id
),

-- what the user wrote first
messages as (
    select
        th.object_id as ticket_id,
        min(e.id) as id
    from ost_thread as th
    inner join ost_thread_entry as e on th.id = e.thread_id
    where th.object_type = 'T' and e.type = 'M'
    group by th.object_id
),

-- answers to the forms of a ticket by the variables of the fields; a choice is kept as {"key": "label"}
answers as (
    select
        en.object_id as ticket_id,
        f.name,
        v.value_id,
        case
            when left(v.value, 1) = '{' and json_valid(v.value)
                then json_unquote(json_extract(json_extract(v.value, '$.*'), '$[0]'))
            else v.value
        end as value
    from ost_form_entry as en
    inner join ost_form_entry_values as v on en.id = v.entry_id
    inner join ost_form_field as f on v.field_id = f.id
    where en.object_type = 'T' and f.name in ('subject', 'priority', 'campus', 'building', 'room', 'device')
),

forms as (
    select
        ticket_id,
        max(case when name = 'subject' then value end) as subject,
        max(case when name = 'priority' then value_id end) as priority_id,
        max(case when name = 'campus' then value end) as campus,
        max(case when name = 'building' then value end) as building,
        max(case when name = 'room' then value end) as room,
        max(case when name = 'device' then value end) as device
    from answers
    group by ticket_id
)

select
    t.number,
    forms.subject,
    left(
        trim(
            replace(
                replace(
                    replace(
                        replace(
                            regexp_replace(
                                regexp_replace(message.body, '<[^>]*>|&nbsp;', ' '), '[[:space:]]+', ' '
                            ), '&lt;', '<'
                        ), '&gt;', '>'
                    ), '&quot;', '"'
                ), '&amp;', '&'
            )
        ), 2000
    ) as message,
    t.source,
    forms.campus,
    forms.building,
    forms.room,
    forms.device,
    coalesce(upper_topic.topic, topic.topic) as category,
    case when upper_topic.topic is not null then topic.topic end as subcategory,
    p.priority,
    case
        when s.state = 'closed' and s.id = 2 then 'resolved'
        when s.state <> 'open' then s.state
        when s.id <> 1 then s.name
        when t.staff_id = 0 then 'unassigned'
        when t.isanswered = 0 then 'assigned'
        else 'answered'
    end as status,
    asker.name as user_name,
    nullif(agent.username, '') as agent,
    coalesce(team.name, d.name) as team,
    convert_tz(t.created, @@global.time_zone, '+00:00') as opened_at,
    convert_tz(courses.assigned_at, @@global.time_zone, '+00:00') as assigned_at,
    convert_tz(t.closed, @@global.time_zone, '+00:00') as closed_at,
    convert_tz(courses.reopened_at, @@global.time_zone, '+00:00') as reopened_at,
    coalesce(courses.reopenings, 0) as reopenings,
    convert_tz(coalesce(t.duedate, t.est_duedate), @@global.time_zone, '+00:00') as due_at,
    -- of the ticket, its events, and the names it goes by
    convert_tz(
        greatest(
            t.created,
            t.updated,
            coalesce(t.lastupdate, t.created),
            coalesce(courses.last_at, t.created),
            coalesce(topic.updated, t.created),
            coalesce(upper_topic.updated, t.created),
            coalesce(team.updated, t.created),
            coalesce(d.updated, t.created)
        ), @@global.time_zone, '+00:00'
    ) as changed_at
from ost_ticket as t
inner join ost_ticket_status as s on t.status_id = s.id
left join ost_help_topic as topic on t.topic_id = topic.topic_id
left join ost_help_topic as upper_topic on topic.topic_pid = upper_topic.topic_id
left join ost_department as d on t.dept_id = d.id
left join ost_team as team on t.team_id = team.team_id
left join ost_staff as agent on t.staff_id = agent.staff_id
left join ost_user as asker on t.user_id = asker.id
left join forms on t.ticket_id = forms.ticket_id
left join ost_ticket_priority as p on coalesce(forms.priority_id, topic.priority_id) = p.priority_id
left join courses on t.ticket_id = courses.ticket_id
left join messages on t.ticket_id = messages.ticket_id
left join ost_thread_entry as message on messages.id = message.id
where
    s.state <> 'deleted'
    and not (t.ticket_pid is not null and t.flags & 3 <> 0)
