"""Everything that reads runs, steps and referrals, already narrowed to who asks."""
