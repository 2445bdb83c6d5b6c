"""The harness: what a task, a system and a metric are, and what runs and scores them."""
