-- one row per person at a training, with the day, title and kind of the training and the person's group, campus and role
select
    attended.*,
    concat_ws(' ', attended.session_id, attended.staff_id) as attendance_id,
    sessions.held_on,
    sessions.title,
    sessions.kind,
    staff."group",
    staff.campus,
    staff.role
from raw.training_attendance as attended
left join raw.training_sessions as sessions on attended.session_id = sessions.session_id
left join raw.staff as staff on attended.staff_id = staff.staff_id
order by sessions.held_on, attended.session_id, attended.staff_id
