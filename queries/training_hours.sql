-- /// metric
-- family = "training_hours"
-- unit = "class_hours"
-- better = "higher"
-- value = "sum(hours) * 1.0 / nullif(count(head), 0)"
-- n = "count(head)"
-- grain = "person"
-- record = "staff"
-- times = []
-- dims = ["person", "role", "group"]
-- needs = ["training_attendance", "staff"]
-- owner = "operation_manager"
-- ///
-- one row per person employed at the period's end, and one per training of the period that one of them attended
with

ends as (
    select max(day) as last_day
    from days
    where
        day >= :from_day
        and day < :to_day
        and day_start <= :as_of
),

heads as (
    select
        staff.staff_id,
        staff.role,
        staff."group"
    from staff
    inner join ends
        on
            staff.hired_on <= ends.last_day
            and (staff.left_on is null or staff.left_on >= ends.last_day)
),

attended as (
    select
        training_attendance.attendance_id,
        heads.staff_id,
        heads.role,
        heads."group",
        training_attendance.hours
    from training_attendance
    inner join heads on training_attendance.staff_id = heads.staff_id
    inner join ends on training_attendance.held_on <= ends.last_day
    where training_attendance.held_on >= :from_day
)

select
    attendance_id,
    staff_id,
    role,
    "group",
    hours,
    cast(null as varchar) as head
from attended
union all
select
    cast(null as varchar) as attendance_id,
    staff_id,
    role,
    "group",
    0 as hours,
    staff_id as head
from heads
