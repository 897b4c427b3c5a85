"""Changes to the articles as jobs: queued, carried out by a process of their own, watched."""
