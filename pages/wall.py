from cockpit.ui.wall import show

show()
