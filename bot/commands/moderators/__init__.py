"""What moderators do in their channels and chats. Whoever taps is asked anew who they are, at every tap."""
