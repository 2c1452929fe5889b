"""Makes the demonstration site: an invented university's exports, the same bytes for the same seed."""
