-- /// metric
-- family = "document_current"
-- unit = "share"
-- better = "higher"
-- value = "avg(reviewed * 1.0)"
-- n = "count(*)"
-- grain = "document"
-- record = "documents"
-- times = []
-- dims = ["cycle", "reviewer"]
-- any_of = ["documents.last_reviewed_on"]
-- needs = ["documents"]
-- owner = "project_manager"
-- ///
-- one row per document whose state on the last day of the period that has begun is known, and whether it is current
with

ends as (
    select max(day) as last_day
    from days
    where
        day >= :from_day
        and day < :to_day
        and day_start <= :as_of
)

select
    documents.*,
    case when documents.due_from > ends.last_day then 1 else 0 end as reviewed
from documents
inner join ends
    on
        ends.last_day is not null
        and (documents.last_reviewed_on is null or documents.last_reviewed_on <= ends.last_day)
