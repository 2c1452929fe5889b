-- one row per feedback sheet, with the day, title and kind of its training
select
    feedback.*,
    sessions.held_on,
    sessions.title,
    sessions.kind,
    sessions.audience
from raw.training_feedback as feedback
left join raw.training_sessions as sessions on feedback.session_id = sessions.session_id
order by sessions.held_on, feedback.feedback_id
