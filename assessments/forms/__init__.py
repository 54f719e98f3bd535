from assessments.forms.channels import ChannelsForm
from assessments.forms.questions import FactForm, GateForm, QuestionForm
from assessments.forms.risks import RiskForm
from assessments.forms.step import StepForm

__all__ = ["ChannelsForm", "FactForm", "GateForm", "QuestionForm", "RiskForm", "StepForm"]
