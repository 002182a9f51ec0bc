"""The errors that a person can cause or meet, each with a sentence that says what to do.

NexusError
├── LibraryError          the folder cannot be opened as a library
│   ├── DocumentNotFound  no such document in the library
│   ├── DocumentUnreadable the file is there but cannot be read
│   └── OutsideLibrary    a path leads out of the library
├── SearchIndexError           the search index
│   ├── IndexBusy         another process writes it
│   └── IndexDamaged      it does not verify or cannot be read; it will be rebuilt
├── StateError            a state file cannot be read or written
└── UsageError            the command line or a setting is wrong
"""

from __future__ import annotations


class NexusError(Exception):
    """Base of all expected failures. ``str(error)`` is one sentence for the user."""


class LibraryError(NexusError):
    """The folder cannot be opened as a library."""


class DocumentNotFound(LibraryError):
    """No such document in the library."""


class DocumentUnreadable(LibraryError):
    """The document's file is there but cannot be read."""


class OutsideLibrary(LibraryError):
    """A path leads out of the library after symlinks and percent-decoding."""


class ScanStopped(Exception):
    """The caller's ``cancelled()`` said so. Not an error to show."""


class SearchIndexError(NexusError):
    """The search index cannot be used."""


class IndexBusy(SearchIndexError):
    """Another process writes the index."""


class IndexDamaged(SearchIndexError):
    """The index does not verify or cannot be read; it is set aside and rebuilt."""


class StateError(NexusError):
    """A state file cannot be read or written."""


class UsageError(NexusError):
    """The command line or a setting is wrong."""
