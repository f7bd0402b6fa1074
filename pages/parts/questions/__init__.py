"""Questions that answer back: in the story, and as sets of exercises on /practice."""
