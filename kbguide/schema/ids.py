"""Ids of other entries. `kbguide.checks` sees to it that each one exists where the second word says."""

from typing import Annotated

AnswerId = Annotated[str, "answers"]
ChannelId = Annotated[str, "channels"]
FactId = Annotated[str, "facts"]
GoalId = Annotated[str, "goals"]
GroupId = Annotated[str, "groups"]
ItemId = Annotated[str, "items"]
LimitId = Annotated[str, "limits"]
PlaceId = Annotated[str, "places"]
ProblemId = Annotated[str, "problems"]
ProcedureId = Annotated[str, "procedures"]
ScreenId = Annotated[str, "screens"]
StepNumber = Annotated[int, "steps"]
ValueId = Annotated[str, "values"]
