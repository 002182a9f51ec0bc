"""``python -m nexus_tui``."""

from nexus_tui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
