"""What a learner sees: widgets that observe the store and set traits in place."""
