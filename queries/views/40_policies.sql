-- one row per policy, with the days from which on it is to be reviewed again and is overdue
select
    policies.*,
    concat_ws(' ', policies.name, policies.type) as policy_id,
    reviews.due_from,
    reviews.overdue_from
from raw.policies as policies
left join reviews
    on
        reviews.record = 'policies'
        and policies.name = reviews.name
        and policies.type = reviews.type
order by policies.last_reviewed_on, policies.name, policies.type
