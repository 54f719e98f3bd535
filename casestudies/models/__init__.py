from casestudies.models.case import CaseStudy, Loaded
from casestudies.models.parts import ChannelUse, Event, FailureLesson, Source, SuccessFactor
from casestudies.models.search import CaseLine, CaseText
from casestudies.models.version import CaseVersion

__all__ = [
    "CaseLine",
    "CaseStudy",
    "CaseText",
    "CaseVersion",
    "ChannelUse",
    "Event",
    "FailureLesson",
    "Loaded",
    "Source",
    "SuccessFactor",
]
