-- one row per move of a part, with what it is and whose personal store it was, if any
select
    moves.*,
    cast(moves.moved_at as date) as moved_day,
    parts.kind,
    staff.staff_id,
    staff."group"
from raw.part_moves as moves
left join raw.parts as parts on moves.part_id = parts.part_id
left join raw.staff as staff on moves.store = staff.staff_id
order by moves.moved_at, moves.move_id
