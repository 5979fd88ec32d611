"""Ids of other entries. `kbguide.content.checks` sees to it that each one exists where the second word says."""

from typing import Annotated

from kbguide.content.conditions import Condition

Answered = Annotated[Condition, "answers"]  # an item of the checklist and its answer
AddressId = Annotated[str, "addresses"]
AspectId = Annotated[str, "aspects"]
ChannelId = Annotated[str, "channels"]
DrillId = Annotated[str, "drills"]
EntryId = Annotated[str, "entries"]
FactId = Annotated[str, "facts"]
GivenId = Annotated[str, "givens"]
GoalId = Annotated[str, "goals"]
GroupId = Annotated[str, "groups"]
HandoutId = Annotated[str, "handouts"]
InstitutionId = Annotated[str, "institutions"]
ItemId = Annotated[str, "items"]
LimitId = Annotated[str, "limits"]
PersonaId = Annotated[str, "personas"]
PlaceId = Annotated[str, "places"]
PreparationId = Annotated[str, "preparations"]
ProblemId = Annotated[str, "problems"]
ProcedureId = Annotated[str, "procedures"]
ReasonId = Annotated[str, "reasons"]
ScenarioId = Annotated[str, "scenarios"]
ScreenId = Annotated[str, "screens"]
ValueId = Annotated[str, "values"]
When = Annotated[Condition, "conditions"]  # a choice or a fact, and its values
