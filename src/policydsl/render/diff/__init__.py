"""Changes and their effects as text, Markdown, HTML and JSON: one model of lines, several layouts."""
