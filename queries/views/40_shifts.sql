-- one row per shift of a person, with its person's group and role and home campus
select
    shifts.*,
    concat_ws(' ', shifts.staff_id, shifts.date, shifts.kind) as shift_id,
    staff."group",
    staff.campus,
    staff.role
from raw.shifts as shifts
left join raw.staff as staff on shifts.staff_id = staff.staff_id
order by date, staff_id
