"""Full-text search: the one room that knows Whoosh."""
