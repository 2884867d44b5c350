"""Facts across articles: the claims of many articles → which tell the same fact, and how facts are tied.

Rows of the claims table enter in any order; parties, facts and relations leave, with a reason for each. Read
`link.link_claims` first, then `parties`, `same`, `relations`.
"""

from pipeline.across.link import Across, link_claims, needed

__all__ = ["Across", "link_claims", "needed"]
