"""Questions that come from elsewhere: from a pasted list, or from another questionnaire."""
