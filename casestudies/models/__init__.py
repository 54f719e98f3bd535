from casestudies.models.case import CaseStudy, Loaded
from casestudies.models.parts import ChannelUse, Event, FailureLesson, Source, SuccessFactor
from casestudies.models.search import CaseTerm, CaseText, CaseTraits
from casestudies.models.version import CaseVersion

__all__ = [
    "CaseStudy",
    "CaseTerm",
    "CaseText",
    "CaseTraits",
    "CaseVersion",
    "ChannelUse",
    "Event",
    "FailureLesson",
    "Loaded",
    "Source",
    "SuccessFactor",
]
