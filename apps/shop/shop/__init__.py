"""The shop: one small application, served by every execution model of the lab."""
