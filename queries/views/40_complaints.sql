-- one row per complaint, with its person's group and role and home campus
select
    complaints.*,
    cast(complaints.received_at as date) as received_day,
    cast(date_trunc('month', complaints.received_at) as date) as received_month,
    staff."group",
    staff.campus,
    staff.role
from raw.complaints as complaints
left join raw.staff as staff on complaints.staff_id = staff.staff_id
order by received_at, complaint_id
