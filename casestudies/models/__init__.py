from casestudies.models.case import CaseStudy, Loaded
from casestudies.models.parts import ChannelUse, Event, FailureLesson, Source, SuccessFactor

__all__ = ["CaseStudy", "ChannelUse", "Event", "FailureLesson", "Loaded", "Source", "SuccessFactor"]
