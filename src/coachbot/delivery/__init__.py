"""Durable delivery: written before it is acknowledged, answered once, in order within a conversation."""

from coachbot.delivery.delivery import Delivery, Options, Suspect, suspects_in

__all__ = ["Delivery", "Options", "Suspect", "suspects_in"]
