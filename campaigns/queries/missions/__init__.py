"""Missions, read: whom they are for, what is promised, what somebody is offered, and what waits to be judged."""
