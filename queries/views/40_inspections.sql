-- one row per inspection, with its inspector's group and role
select
    inspections.*,
    staff."group",
    staff.role
from raw.inspections as inspections
left join raw.staff as staff on inspections.inspector_id = staff.staff_id
order by planned_on, inspection_id
