"""The sub-commands of the command line, on the same core as the app."""
