-- one row per score of a person and month, with its band, what it pays, and the person's group, home campus and role
select
    performance.*,
    concat_ws(' ', performance.staff_id, strftime(performance.month, '%Y-%m')) as performance_id,
    scores.band,
    scores.coefficient,
    scores.base,
    scores.penalty,
    scores.pay,
    staff."group",
    staff.campus,
    staff.role
from raw.performance as performance
left join scores on performance.staff_id = scores.staff_id and performance.month = scores.month
left join raw.staff as staff on performance.staff_id = staff.staff_id
order by performance.month, performance.staff_id
