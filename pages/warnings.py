from cockpit import boards, ui

ui.draw(boards.WARNINGS)
