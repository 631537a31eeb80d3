"""The official text: cleaned of layout, split by its numbering, its figures found, every character with its place."""
