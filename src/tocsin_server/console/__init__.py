"""The shell of the web console: base templates, map, dashboard, live updates."""
