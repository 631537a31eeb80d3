"""Outcomes of policy tests: text, JSON, JUnit, annotations for GitHub."""
