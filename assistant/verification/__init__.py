"""What a model wrote, held against the evidence: only what is borne out is shown.

`verify` knows no model, no index and no user: prose and evidence in, checked sentences and what was dropped out. A
sentence goes through whole or not at all. Words in quotation marks are replaced by the article's own; who is said to
have said them must have.
"""

from assistant.verification.verifier import Claim, Verified, verify_prose, verify_stream

__all__ = ["Claim", "Verified", "verify_prose", "verify_stream"]
