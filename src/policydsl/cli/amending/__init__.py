"""The commands of `policydsl amend`."""
