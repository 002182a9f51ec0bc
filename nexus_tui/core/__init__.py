"""The headless rooms: library, documents, Markdown model, search, links, history. Never imports Textual."""
