"""The pure engine: what a survey is, without web, database or reader's language."""
