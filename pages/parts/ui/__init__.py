"""What any page draws with: words, messages, a table, a choice, a formula."""
