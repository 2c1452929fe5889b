-- one row per use of a part, with what it is and whose personal store it came from, if any
select
    used.*,
    cast(used.used_at as date) as used_day,
    cast(date_trunc('month', used.used_at) as date) as used_month,
    parts.name,
    parts.kind,
    parts.unit,
    staff.staff_id,
    staff."group"
from used_parts as used
left join raw.parts as parts on used.part_id = parts.part_id
left join raw.staff as staff on used.store = staff.staff_id
order by used.used_at, used.use_id
