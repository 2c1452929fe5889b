-- one row per document, with the days from which on it is to be reviewed again and is overdue
select
    documents.*,
    concat_ws(' ', documents.name, documents.type) as document_id,
    reviews.due_from,
    reviews.overdue_from
from raw.documents as documents
left join reviews
    on
        reviews.record = 'documents'
        and documents.name = reviews.name
        and documents.type = reviews.type
order by documents.last_reviewed_on, documents.name, documents.type
