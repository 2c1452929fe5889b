"""Files that people take away: always inert, always with where their figures come from."""
