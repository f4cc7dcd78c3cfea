"""What becomes of a payout. Stripe itself is called by `campaigns.paying`, between these acts and in no transaction."""
