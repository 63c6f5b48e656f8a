"""The application: asking, answering, understanding by group, and telling people what changed."""
