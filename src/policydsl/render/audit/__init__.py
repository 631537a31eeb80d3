"""The record of an audit as text, Markdown and JSON: each passage with its citers, each figure with its uses."""
