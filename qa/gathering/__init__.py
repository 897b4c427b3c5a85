"""From ranked sentences to what is shown: passages, short answers, items, whole sections."""
