"""Files and git, code hosts, links into code."""
