"""Uncertainty and sensitivity (M 3.6, 5.1 to 5.4); the only part of scoring besides the portfolio that needs numpy."""

from .bands import simulate
from .channels import ChannelBands, channel_bands
from .groups import GroupIndex, group_indices
from .information import Learned, answer_next, leaf_information
from .model import Model
from .tornado import tornado

__all__ = [
    "ChannelBands",
    "GroupIndex",
    "Learned",
    "Model",
    "answer_next",
    "channel_bands",
    "group_indices",
    "leaf_information",
    "simulate",
    "tornado",
]
