from cockpit import boards, ui

ui.draw(boards.REVIEW)
