"""A policy against its official text.

Takes a checked policy with its tree, and the text as a `SourceFile`; gives findings and what each passage and figure
is taken up by. Guarantees: no text makes it raise; every finding points into the policy, the text, or both; what it
cannot decide it says in a note, never in silence.
"""

from policydsl.audit.audit import audit
from policydsl.audit.listing import Listing, listing_of

__all__ = ["Listing", "audit", "listing_of"]
