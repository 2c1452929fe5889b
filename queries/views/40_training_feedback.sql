-- one row per feedback sheet, with the day, title and kind of its training, who taught, and the weights in force on that day
with

sessions as (
    select
        training_sessions.*,
        terms.weight_lecturer,
        terms.weight_material,
        terms.weight_environment,
        terms.weight_arrangement
    from raw.training_sessions as training_sessions
    asof left join terms on training_sessions.held_on >= terms.valid_from
)

select
    feedback.*,
    sessions.held_on,
    cast(date_trunc('month', sessions.held_on) as date) as held_month,
    sessions.title,
    sessions.kind,
    sessions.audience,
    sessions.lecturer as taught_by,
    sessions.weight_lecturer,
    sessions.weight_material,
    sessions.weight_environment,
    sessions.weight_arrangement
from raw.training_feedback as feedback
left join sessions on feedback.session_id = sessions.session_id
order by sessions.held_on, feedback.feedback_id
