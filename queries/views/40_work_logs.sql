-- one row per log, with its person's group and role and home campus
select
    work_logs.*,
    staff."group",
    staff.campus,
    staff.role
from raw.work_logs as work_logs
left join raw.staff as staff on work_logs.staff_id = staff.staff_id
order by submitted_at, log_id
