-- sqlfluff:dialect:ansi
-- One row per ticket of Znuny 6 and 7, OTRS 6 and ((OTRS)) Community Edition, without the merged and the removed.
with states as (
    select
        s.id,
        k.name as type
    from ticket_state as s
    inner join ticket_state_type as k on s.type_id = k.id
),

-- databases have no words in common for the time between two times: its seconds are counted, the days as the Julian
-- day does it, which is right from March 1900 to February 2100
moments as (
    select
        id,
        ticket_id,
        state_id,
        create_time,
        (
            367 * extract(year from create_time)
            - floor(7 * (extract(year from create_time) + floor((extract(month from create_time) + 9) / 12.0)) / 4.0)
            + floor(275 * extract(month from create_time) / 9.0)
            + extract(day from create_time)
        )
        * 86400
        + extract(hour from create_time) * 3600
        + extract(minute from create_time) * 60
        + extract(second from create_time) as seconds
    from ticket_history
),

-- each row of the history tells the state the ticket was in from then on
steps as (
    select
        h.ticket_id,
        states.type,
        h.create_time as began,
        lead(h.seconds) over (partition by h.ticket_id order by h.create_time, h.id) - h.seconds as lasted,
        lag(states.type) over (partition by h.ticket_id order by h.create_time, h.id) as former
    from moments as h
    inner join states on h.state_id = states.id
),

courses as (
    select
        ticket_id,
        max(case when type = 'closed' and (former is null or former <> 'closed') then began end) as closed_at,
        max(case when type <> 'closed' and former = 'closed' then began end) as reopened_at,
        sum(case when type <> 'closed' and former = 'closed' then 1 else 0 end) as reopenings,
        sum(case when type in ('pending reminder', 'pending auto') then lasted else 0 end) / 60.0 as hold_minutes,
        max(began) as last_at
    from steps
    group by ticket_id
),

-- tickets nobody took belong to user 1, root@localhost
taken as (
    select
        ticket_id,
        min(create_time) as taken_at
    from ticket_history
    where owner_id <> 1
    group by ticket_id
),

entrances as (
    select
        h.ticket_id,
        min(h.id) as id
    from ticket_history as h
    inner join ticket_history_type as k on h.history_type_id = k.id
    where
        k.name in (
            'WebRequestCustomer', 'PhoneCallCustomer', 'PhoneCallAgent', 'EmailCustomer', 'EmailAgent', 'AddNote',
            'SystemRequest', 'ChatExternal', 'AddSMS'
        )
    group by h.ticket_id
),

-- the body of a first article is plain text, its HTML an attachment
articles as (
    select
        ticket_id,
        min(id) as id
    from article
    group by ticket_id
),

-- a place is what dynamic fields of these names say
fields as (
    select
        v.object_id as ticket_id,
        max(case when lower(f.name) = 'campus' then v.value_text end) as campus,
        max(case when lower(f.name) = 'building' then v.value_text end) as building,
        max(case when lower(f.name) = 'room' then v.value_text end) as room,
        max(case when lower(f.name) = 'device' then v.value_text end) as device
    from dynamic_field_value as v
    inner join dynamic_field as f on v.field_id = f.id
    where f.object_type = 'Ticket' and lower(f.name) in ('campus', 'building', 'room', 'device')
    group by v.object_id
),

subjects as (
    select
        t.id as ticket_id,
        coalesce(s.name, q.name) as name,
        greatest(q.change_time, coalesce(s.change_time, q.change_time)) as change_time
    from ticket as t
    inner join queue as q on t.queue_id = q.id
    left join service as s on t.service_id = s.id
)

select
    t.tn,
    coalesce(k.name, 'Unclassified') as type,
    t.title,
    left(trim(body.a_body), 2000) as body,
    entrance.name as entrance,
    fields.campus,
    fields.building,
    fields.room,
    fields.device,
    case
        when position('::' in subjects.name) > 0
            then substring(subjects.name, 1, position('::' in subjects.name) - 1)
        else subjects.name
    end as category,
    case
        when position('::' in subjects.name) > 0
            then substring(subjects.name, position('::' in subjects.name) + 2)
    end as subcategory,
    p.name as priority,
    states.type as state,
    case
        when c.login is null then t.customer_user_id
        when octet_length(c.last_name) = 3 * char_length(c.last_name) then concat(c.last_name, c.first_name)
        else concat(c.first_name, ' ', c.last_name)
    end as customer,
    coalesce(nullif(c.mobile, ''), nullif(c.phone, '')) as customer_phone,
    case when t.user_id <> 1 then u.login end as owner,
    q.name as queue,
    t.create_time as opened_at,
    taken.taken_at,
    case when states.type = 'closed' then courses.closed_at end as closed_at,
    courses.reopened_at,
    courses.reopenings,
    courses.hold_minutes,
    -- of the ticket, its history, and the names it goes by
    greatest(t.change_time, coalesce(courses.last_at, t.change_time), subjects.change_time) as changed_at
from ticket as t
inner join states on t.ticket_state_id = states.id
inner join queue as q on t.queue_id = q.id
inner join subjects on t.id = subjects.ticket_id
left join ticket_priority as p on t.ticket_priority_id = p.id
left join ticket_type as k on t.type_id = k.id
left join users as u on t.user_id = u.id
left join customer_user as c on t.customer_user_id = c.login
left join courses on t.id = courses.ticket_id
left join taken on t.id = taken.ticket_id
left join entrances on t.id = entrances.ticket_id
left join ticket_history as first_step on entrances.id = first_step.id
left join ticket_history_type as entrance on first_step.history_type_id = entrance.id
left join articles on t.id = articles.ticket_id
left join article_data_mime as body on articles.id = body.article_id
left join fields on t.id = fields.ticket_id
where states.type not in ('merged', 'removed')
