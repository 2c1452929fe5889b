-- one row per score of a person and month, with its person's group and role and home campus
select
    performance.*,
    concat_ws(' ', performance.staff_id, performance.month) as performance_id,
    staff."group",
    staff.campus,
    staff.role
from raw.performance as performance
left join raw.staff as staff on performance.staff_id = staff.staff_id
order by month, staff_id
