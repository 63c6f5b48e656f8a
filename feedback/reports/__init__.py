"""Results by group: counted, measured, and protected before anything leaves the house."""
