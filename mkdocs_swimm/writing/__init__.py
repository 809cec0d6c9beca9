"""From code to documents: writes references, and updates their coordinates."""
