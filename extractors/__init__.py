"""IN: what was said out there? Every kind of source becomes records; a fault becomes an Outcome."""
