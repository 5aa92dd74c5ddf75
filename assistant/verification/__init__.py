"""Verify a model's reply against the evidence: only supported sentences pass, each as a whole.

Words in quotation marks are replaced by the article's own, and the named speaker must have said them. The package knows
no model, no index and no user: text and evidence go in; verified sentences and the dropped ones come out.
"""

from assistant.verification.verifier import Verified, verify_prose, verify_stream

__all__ = ["Verified", "verify_prose", "verify_stream"]
