"""The comparison: cites, figures, bounds, wording, departments, header; what differs goes to a reporter."""
