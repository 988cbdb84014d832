"""What pages show, as plain rows: no queries beyond those the selectors made."""
