"""Notices (通知), whom they went to, who has read and acknowledged them."""

from archive.models.deliveries import Delivery, Reading
from archive.models.notices import Attachment, Category, Issuer, Notice
from archive.models.searches import SavedSearch

__all__ = ["Attachment", "Category", "Delivery", "Issuer", "Notice", "Reading", "SavedSearch"]
