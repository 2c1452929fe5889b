-- /// metric
-- family = "training_satisfaction"
-- unit = "percent100"
-- better = "higher"
-- value = "(coalesce(avg(lecturer) * avg(weight_lecturer), 0) + coalesce(avg(material) * avg(weight_material), 0) + coalesce(avg(environment) * avg(weight_environment), 0) + coalesce(avg(arrangement) * avg(weight_arrangement), 0)) / nullif(case when count(lecturer) > 0 then avg(weight_lecturer) else 0 end + case when count(material) > 0 then avg(weight_material) else 0 end + case when count(environment) > 0 then avg(weight_environment) else 0 end + case when count(arrangement) > 0 then avg(weight_arrangement) else 0 end, 0)"
-- n = "count(*)"
-- grain = "sheet"
-- record = "training_feedback"
-- times = ["day", "week", "month", "quarter", "year", "term_week"]
-- dims = ["kind"]
-- needs = ["training_feedback"]
-- owner = "operation_manager"
-- ///
-- one row per feedback sheet of a training held in the period
select
    *,
    held_on as day,
    held_month as month
from training_feedback
where
    held_on >= :from_day
    and held_on < :to_day
    and held_on <= cast(:as_of as date)
