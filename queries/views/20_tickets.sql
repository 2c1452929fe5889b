-- one row per ticket, with every fact about it that needs the contract, the calendar or other tickets;
-- in the order of the Parquet, which is that of reported_at

with

reported as not materialized (
    select
        * exclude (due_at),
        due_at as source_due_at,
        cast(reported_at as date) as reported_day,
        cast(date_trunc('month', reported_at) as date) as reported_month,
        cast(extract(hour from reported_at) as tinyint) as reported_hour,
        coalesce(resolved_at, case when status <> 'cancelled' then closed_at end) as finished_at,
        -- what says it is cancelled or finished but not when was never in the backlog
        case
            when status = 'cancelled' and closed_at is null then reported_at
            when status = 'cancelled' then least(resolved_at, closed_at)
            when status in ('resolved', 'closed') then coalesce(resolved_at, closed_at, reported_at)
            else coalesce(resolved_at, closed_at)
        end as left_at,
        case
            when work_type <> 'fault' then null
            when device_id is not null then 'device ' || device_id
            when room is not null then campus || ' | ' || building || ' | ' || room || ' | ' || category
        end as repeat_key
    from raw.tickets
),

-- the terms of the contract day by day: joined by equality, the tickets keep their order
in_force as (
    select
        days.day,
        terms.*
    from days
    asof left join terms on days.day >= terms.valid_from
),

termed as (
    select
        reported.*,
        in_force.risk_share,
        in_force.reopen_days,
        in_force.repeat_days,
        in_force.overrun_report_seconds,
        case in_force.respond
            when 'assigned' then reported.assigned_at
            when 'arrived' then reported.arrived_at
            else least(reported.assigned_at, reported.arrived_at)
        end as responded_at,
        limits.respond_seconds,
        case
            when reported.agreed_due_at is not null and (reported.level is null or reported.level <> 'A')
                then reported.agreed_due_at
            when reported.source_due_at is not null then reported.source_due_at
            else reported.reported_at + to_seconds(limits.resolve_seconds + coalesce(reported.hold_minutes, 0) * 60)
        end as due_at
    from reported
    left join in_force on reported.reported_day = in_force.day
    left join limits on in_force.valid_from = limits.valid_from and reported.level = limits.level
),

placed as (
    select
        ticket_id,
        repeat_key,
        reported_at,
        reported_day
    from reported
    where repeat_key is not null
),

-- an earlier fault of the same place can be repeated from the instant it was finished on; of several that were
-- finished at once one stands for all
repeatable as (
    select
        max(ticket_id) as repeat_of,
        repeat_key,
        max(finished_at) as finished_at,
        greatest(finished_at, reported_at + interval 1 microsecond) as repeatable_at
    from reported
    where repeat_key is not null and finished_at is not null
    group by repeat_key, greatest(finished_at, reported_at + interval 1 microsecond)
),

repeats as (
    select
        later.ticket_id,
        repeatable.repeat_of
    from placed as later
    inner join in_force on later.reported_day = in_force.day
    asof join repeatable
        on later.repeat_key = repeatable.repeat_key and later.reported_at >= repeatable.repeatable_at
    where later.reported_at <= repeatable.finished_at + to_hours(24 * in_force.repeat_days)
),

-- what is not finished by its limit is to be explained
owing as (
    select
        * exclude (overrun_report_seconds),
        case
            when work_type = 'fault' and status <> 'cancelled' and (finished_at is null or finished_at > due_at)
                then due_at + to_seconds(overrun_report_seconds)
        end as overrun_report_due_at
    from termed
)

select
    termed.* exclude (risk_share, reopen_days, repeat_days, respond_seconds),
    cast(termed.overrun_report_due_at as date) as overrun_report_due_day,
    cast(date_trunc('month', termed.overrun_report_due_at) as date) as overrun_report_due_month,
    repeats.repeat_of,
    epoch(termed.responded_at) - epoch(termed.reported_at) as seconds_to_respond,
    epoch(termed.finished_at) - epoch(termed.reported_at) as seconds_to_resolve,
    cast(termed.finished_at as date) as finished_day,
    cast(date_trunc('month', termed.finished_at) as date) as finished_month,
    cast(extract(hour from termed.finished_at) as tinyint) as finished_hour,
    cast(termed.due_at as date) as due_day,
    cast(date_trunc('month', termed.due_at) as date) as due_month,
    cast(extract(hour from termed.due_at) as tinyint) as due_hour,
    termed.reported_at + to_seconds(termed.respond_seconds) as respond_due_at,
    cast(termed.reported_at + to_seconds(termed.respond_seconds) as date) as respond_due_day,
    cast(date_trunc('month', termed.reported_at + to_seconds(termed.respond_seconds)) as date) as respond_due_month,
    cast(extract(hour from termed.reported_at + to_seconds(termed.respond_seconds)) as tinyint) as respond_due_hour,
    termed.reported_at + to_microseconds(
        cast(ceil(termed.risk_share * (epoch_us(termed.due_at) - epoch_us(termed.reported_at))) as bigint)
    ) as risk_at,
    -- where a stage ended before it began, how long it took is not known
    epoch(termed.assigned_at) - epoch(termed.reported_at) as seconds_to_assign,
    case when termed.arrived_at >= termed.assigned_at then epoch(termed.arrived_at) - epoch(termed.assigned_at) end
        as seconds_to_arrive,
    case when termed.finished_at >= termed.arrived_at then epoch(termed.finished_at) - epoch(termed.arrived_at) end
        as seconds_to_repair,
    termed.finished_at + to_hours(24 * termed.reopen_days) as fix_proven_at,
    -- one comparison instead of two, so that whole blocks of tickets long gone are passed over
    coalesce(termed.left_at, timestamptz '9999-12-31 00:00:00+00') as open_until,
    case
        when termed.finished_at is null then null
        when site.reopening_dated
            then coalesce(termed.reopened_at <= termed.finished_at + to_hours(24 * termed.reopen_days), false)
        else coalesce(termed.reopen_count, 0) > 0
    end as reopened_soon,
    termed.rating >= site.good_rating as is_satisfied
from owing as termed
left join repeats on termed.ticket_id = repeats.ticket_id
cross join site
