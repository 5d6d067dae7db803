"""Other people's feeds → what apps would stumble over in them."""
