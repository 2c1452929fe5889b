-- one row per core machine room and day from the first round known: when it was first inspected on that day, and by whom
with

-- distinct first: what few members stand for is compared as numbers
places as (
    select
        campus,
        cast(building as varchar) as building
    from (
        select distinct
            campus,
            building
        from raw.inspections
    ) as inspected
    union
    select
        campus,
        cast(building as varchar) as building
    from (
        select distinct
            campus,
            building
        from raw.tickets
    ) as reported
),

-- a building whose name another campus has too is told with its own campus
core as (
    select
        core_rooms.campus,
        coalesce(places.building, core_rooms.building) as building,
        core_rooms.room
    from core_rooms
    left join places
        on core_rooms.campus = places.campus and places.building = core_rooms.building || ' · ' || core_rooms.campus
),

begun as (
    select min(least(planned_on, coalesce(cast(done_at as date), planned_on))) as first_day
    from raw.inspections
),

needed as (
    select
        core.*,
        days.day
    from days
    cross join core
    inner join begun on days.day >= begun.first_day
),

rounds as (
    select
        *,
        cast(done_at as date) as done_day
    from raw.inspections
    where kind = 'core_room'
),

came as (
    select
        needed.campus,
        needed.building,
        needed.room,
        needed.day,
        bool_or(rounds.planned_on = needed.day) as planned,
        min(rounds.done_at) filter (where rounds.done_day = needed.day) as covered_at,
        min_by(rounds.inspector_id, (rounds.done_at, rounds.inspection_id)) filter (where rounds.done_day = needed.day)
            as inspector_id
    from needed
    left join rounds
        on
            needed.campus = rounds.campus
            and needed.building = rounds.building
            and (needed.room is null or needed.room = rounds.room)
            and needed.day in (rounds.done_day, rounds.planned_on)
    group by needed.campus, needed.building, needed.room, needed.day
)

select
    campus,
    building,
    room,
    day,
    cast(date_trunc('month', day) as date) as month,
    concat_ws(' ', campus, building, room, day) as room_day_id,
    coalesce(planned, false) as planned,
    covered_at is not null as covered,
    covered_at,
    inspector_id
from came
order by day, campus, building, room
